import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkImportLaw } from './import-law.mjs';

/**
 * Runs every check of the house, each with its time, past failures to the end. The last line is `N passed, N failed` (and `, N skipped` when some were).
 * Resolves to the exit code. Words after `--check` go to vitest, to run some tests only.
 */
export async function checkHouse(root, vitestArguments) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const bin = (name) => join(root, 'node_modules', '.bin', name);
  const cli = join(root, 'src', 'cli', 'bootstrap.mjs');
  const hasCommands = existsSync(join(root, 'src', 'main.ts'));

  await installTools(root);
  const step = async (name, work) => {
    const started = performance.now();
    process.stdout.write(`\n── ${name}\n`);
    const outcome = await work().catch((error) => ({ failed: 1, words: error?.stack ?? String(error) }));
    const { passed = 0, failed = 0, skipped = 0, words = '' } = outcome;
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
    if (words !== '') process.stdout.write(`${words.trimEnd()}\n`);
    const verdict = failed > 0 ? 'failed' : passed > 0 ? 'passed' : 'SKIPPED';
    process.stdout.write(`   ${name}: ${verdict} in ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
  };
  const program = (name, command, words) =>
    step(name, async () => {
      const { code, output } = await run(root, command, words);
      return code === 0 ? { passed: 1 } : { failed: 1, words: output };
    });

  await program('format (oxfmt --check)', bin('oxfmt'), ['--check', '.']);
  await program('lint (oxlint --type-aware)', bin('oxlint'), ['--type-aware']);
  await program('types (tsc --noEmit)', bin('tsc'), ['--noEmit']);
  await step('import law', async () => {
    const { modules, findings } = await checkImportLaw(root);
    return findings.length === 0 ? { passed: 1, words: `   ${modules} modules` } : { failed: 1, words: findings.join('\n') };
  });
  await step('tests (vitest)', () => runTests(root, bin('vitest'), vitestArguments));
  // The same Redis tests once more, on three Cluster nodes that they start themselves: a key outside its partition's slot fails there.
  if (vitestArguments.length === 0)
    await step('the Redis tests on a Cluster (vitest)', () =>
      runTests(root, bin('vitest'), ['redis.test'], { CROSSCURRENT_TEST_TOPOLOGY: 'cluster' }),
    );
  for (const command of ['check', 'test']) {
    if (hasCommands) await program(`${command} of the shipped rules`, process.execPath, [cli, command]);
    else await step(`${command} of the shipped rules`, async () => ({ skipped: 1, words: '   there is no command line yet' }));
  }

  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  return counts.failed > 0 ? 1 : 0;
}

async function runTests(root, vitest, words, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-check-'));
  const report = join(folder, 'report.json');
  try {
    const settings = ['--config', 'src/testing/vitest.config.ts', '--root', '.'];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await run(root, vitest, ['run', ...settings, ...reporters, ...words], 'inherit', environment);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that fails before its first test counts as one failure; and a failure outside all tests still shows in the exit code.
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'));
    const failed = numFailedTests + broken.length;
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Brings what the tests need beside npm, where that is allowed; where not, the tests concerned say that they were skipped. */
async function installTools(root) {
  const wanted = [
    ['redis-server', ['redis-server', 'valkey-server']],
    ['prometheus', ['promtool']],
    ['chromium', ['chromium']],
  ];
  for (const [name, programs] of wanted) {
    if (await someRuns(programs)) continue;
    const { installSystemPackage } = await import(pathToFileURL(join(root, 'dist', 'src', 'redis', 'system-package.js')).href);
    const installed = await installSystemPackage(name, (line) => process.stdout.write(`${line}\n`));
    if (!installed)
      process.stdout.write(
        `${programs[0]} is missing and cannot be installed here (that needs root and apt): tests that need it will say SKIPPED.\n`,
      );
  }
}

async function someRuns(programs) {
  for (const program of programs) if ((await run('.', program, ['--version'])).code === 0) return true;
  return false;
}

function run(cwd, command, words, stdio = 'pipe', environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd,
      stdio: ['ignore', stdio, stdio],
      shell: process.platform === 'win32',
      env: { ...process.env, ...environment },
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
