import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '#cli';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';

/** Commands over a Redis of their own, and what they said and ended with. */
export interface CommandLine {
  readonly redis: PrivateRedis;
  run(...words: string[]): Promise<{ readonly code: number; readonly out: string }>;
  stop(): Promise<void>;
}

/** Starts a Redis and a data folder for the tests of a command. */
export async function startCommandLine(): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  const redis = await startPrivateRedis();
  return {
    redis,
    async run(...words) {
      let out = '';
      const code = await runCli({
        words: [...words, '--redis', redis.url, '--data', folder],
        environment: {},
        out: (text) => void (out += text),
        err: (text) => void (out += text),
        forPeople: false,
        stopping: new AbortController().signal,
        host: 'test',
        pid: 1,
        random: () => 0,
      });
      return { code, out };
    },
    async stop() {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
