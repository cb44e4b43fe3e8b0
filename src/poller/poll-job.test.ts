import { expect, it } from 'vitest';
import { createMemoryPollBook } from './memory-poll-book.ts';
import { pollJob } from './poll-job.ts';

const HOUR = 3_600_000;

it('a sweep begins at once, then when the hour of its place has come, and an unfinished one goes on before', async () => {
  let now = Date.UTC(2026, 10, 27, 12);
  let fetched = 0;
  const job = pollJob(
    {
      name: 'spend',
      account: 'a',
      source: {
        platform: 'x',
        apiVersion: '1',
        async fetch() {
          fetched++;
          return fetched === 2 ? { kind: 'again', reason: 'chwilowo' } : { kind: 'page', rows: [] };
        },
      },
      book: createMemoryPollBook(),
      clock: { now: () => now, monotonic: () => 0, sleep: async () => undefined },
      restated: 0,
      backfill: 0,
      lateness: 0,
      send: async () => undefined,
    },
    { cron: '0 6 * * *', zone: 'Europe/Warsaw' },
  );
  const run = () => job.run(new AbortController().signal);
  await run();
  expect(fetched).toBe(1);
  now += HOUR;
  await run();
  expect(fetched).toBe(1);
  // Six in the morning in Warsaw is five in UTC in November.
  now = Date.UTC(2026, 10, 28, 4, 59);
  await run();
  expect(fetched).toBe(1);
  now = Date.UTC(2026, 10, 28, 5);
  await expect(run()).rejects.toThrow('chwilowo');
  now += HOUR;
  await run();
  expect(fetched).toBe(3);
  await run();
  expect(fetched).toBe(3);
});
