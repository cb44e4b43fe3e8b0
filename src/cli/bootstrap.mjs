#!/usr/bin/env node
// The way in, in plain Node: a fresh clone has neither packages nor a build, so this file and its siblings *.mjs import nothing but Node itself.
// It brings packages and build up to date, then hands over to the compiled program. It speaks on stderr only: stdout belongs to the program.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `crosscurrent needs Node 20.19 or newer; this is Node ${process.versions.node}. Install a newer Node (nodejs.org) and try again.\n`,
  );
  process.exit(1);
}

// The siblings are imported only now: an older Node could stumble over their syntax before the sentence above is said.
const { prepare } = await import('./prepare.mjs');
const { argv } = process;
try {
  await prepare(root, (line) => process.stderr.write(`${line}\n`));
  if (argv[2] === '--build') {
    // Nothing to run.
  } else if (argv[2] === '--check') {
    const { checkHouse } = await import('./check-house.mjs');
    process.exitCode = await checkHouse(root, argv.slice(3));
  } else {
    const named = argv[2] === '--run';
    const program = resolve(root, 'dist', `${named ? argv[3] : 'src/main'}.js`);
    process.argv = [argv[0], program, ...argv.slice(named ? 4 : 2)];
    await import(pathToFileURL(program).href);
  }
} catch (error) {
  process.stderr.write(`${error?.expected === true ? error.message : (error?.stack ?? String(error))}\n`);
  process.exitCode = 1;
}
