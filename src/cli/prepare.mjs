import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withBuildLock } from './build-lock.mjs';

const SOURCES = ['src', 'operators', 'pipelines', 'bench', 'faults'];
const INSTALL_ARGUMENTS = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

/** Brings `node_modules/` and `dist/` of the folder up to date. `announce` gets one line per long step; several processes may call this at once. */
export async function prepare(root, announce) {
  if (isInstalled(root) && isBuilt(root)) return;
  await withBuildLock(join(root, 'dist'), async () => {
    if (!isInstalled(root)) await install(root, announce);
    if (!isBuilt(root)) await build(root, announce);
  });
}

function isInstalled(root) {
  const lock = readText(join(root, 'package-lock.json'));
  if (lock === undefined) return existsSync(join(root, 'node_modules', 'typescript'));
  const stamp = join(root, 'node_modules', '.crosscurrent-stamp');
  const wanted = digest(lock);
  if (readText(stamp) === wanted) return true;
  // No stamp of ours, but npm itself may have installed just this: what npm noted down beside the packages says so exactly.
  const installed = readText(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || !sameVersions(JSON.parse(lock), JSON.parse(installed))) return false;
  writeFileSync(stamp, wanted);
  return true;
}

function sameVersions(wanted, installed) {
  return Object.entries(wanted.packages).every(
    ([path, entry]) => path === '' || entry.optional === true || entry.version === installed.packages[path]?.version,
  );
}

async function install(root, announce) {
  announce('Installing packages (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  let result = await run(npm, ['ci', ...INSTALL_ARGUMENTS], root);
  if (result.code !== 0) {
    announce(`npm ci failed (${firstLine(result.output)}); trying npm install, which may change package-lock.json …`);
    result = await run(npm, ['install', ...INSTALL_ARGUMENTS], root);
  }
  if (result.code !== 0) throw expected(`The packages could not be installed. npm said:\n${result.output}`);
  const lock = readText(join(root, 'package-lock.json'));
  if (lock !== undefined) writeFileSync(join(root, 'node_modules', '.crosscurrent-stamp'), digest(lock));
}

function isBuilt(root) {
  return existsSync(join(root, 'dist', '.tsbuildinfo')) && readText(join(root, 'dist', '.stamp')) === signature(root);
}

/** A digest of path, size and time of everything the build depends on: a few hundred stats, a few milliseconds. */
function signature(root) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) hash.update(readText(join(root, file)) ?? '');
  for (const { path, stat } of sourceFiles(root)) hash.update(`${path}\n${stat.size}\n${stat.mtimeMs}\n`);
  return hash.digest('hex');
}

async function build(root, announce) {
  announce('Compiling …');
  // Sources may change while the compiler reads them: the stamp of before makes the next start compile again.
  const stamp = signature(root);
  const dist = join(root, 'dist');
  // Without the stamp dist/ may be half written: let the incremental compiler forget what it believes to have emitted.
  if (!existsSync(join(dist, '.stamp'))) rmSync(join(dist, '.tsbuildinfo'), { force: true });
  rmSync(join(dist, '.stamp'), { force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], root);
  if (result.code !== 0) throw expected(`The sources do not compile:\n${result.output}`);
  for (const { path } of sourceFiles(root)) {
    if (/\.ts$|\.md$|\.test\./.test(path)) continue;
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    copyFileSync(join(root, path), join(dist, path));
  }
  writeFileSync(join(dist, '.stamp'), stamp);
}

function* sourceFiles(root) {
  for (const folder of SOURCES) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath ?? entry.path, entry.name)
        .slice(root.length)
        .replace(/^[\\/]/, '');
      const stat = statSync(join(root, path), { throwIfNoEntry: false });
      if (stat) yield { path, stat };
    }
  }
}

function run(command, argumentList, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, argumentList, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${command} could not be started: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

function firstLine(text) {
  return text.split('\n').find((line) => line.trim() !== '' && !line.includes('A complete log')) ?? 'no reason given';
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

function expected(message) {
  return Object.assign(new Error(message), { expected: true });
}
