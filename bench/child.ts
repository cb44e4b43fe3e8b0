import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A child process of the benchmark and the first line it printed, parsed. */
export interface Child<T> {
  readonly first: T;
  stop(): Promise<void>;
}

/** What the package's own scripts give Node, and so every subject: young objects get more room before they are looked through. */
const nodeFlags = ['--max-semi-space-size=64'];

/** Starts a compiled script beside this file in a process of its own and waits for its first line of JSON. */
export async function startChild<T>(script: string, parameters: readonly string[]): Promise<Child<T>> {
  const child: ChildProcess = spawn(process.execPath, [...nodeFlags, fileURLToPath(new URL(script, import.meta.url)), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout! });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(line as string) as T),
    gone.then(([code]) => Promise.reject(new Error(`${script} ${parameters[0]} ended with ${code} before it answered`))),
  ]);
  return {
    first,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
