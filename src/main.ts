import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { runCli } from '#cli';

// The only file that touches the process: everything below is handed what it needs.
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for the drain.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });
}
// A reader that goes away early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli({
  words: process.argv.slice(2),
  environment: process.env,
  readInput: () => text(process.stdin),
  out: (words) => process.stdout.write(words),
  err: (words) => process.stderr.write(words),
  forPeople: process.stderr.isTTY,
  stopping: stopping.signal,
  host: hostname(),
  pid: process.pid,
  random: Math.random,
});
