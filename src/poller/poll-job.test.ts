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

it('a row whose day or amount cannot be read is said as it is, to be refused, and holds nothing up', async () => {
  const row = { campaign: 'k', currency: 'PLN', impressions: 1, clicks: 0, leads: 0, conversions: 0 };
  const sent: unknown[] = [];
  const book = createMemoryPollBook();
  const job = pollJob(
    {
      name: 'spend',
      account: 'a',
      source: {
        platform: 'x',
        apiVersion: '1',
        fetch: async () => ({
          kind: 'page',
          rows: [
            { ...row, day: 'wczoraj', spend: '1' },
            { ...row, day: '2026-11-26', spend: 'dużo' },
            { ...row, campaign: 'dobra', day: '2026-11-26', spend: '2.5' },
          ],
        }),
      },
      book,
      clock: { now: () => Date.UTC(2026, 10, 27, 12), monotonic: () => 0, sleep: async () => undefined },
      restated: 0,
      backfill: 0,
      lateness: 4 * 24 * HOUR,
      send: async (events) => void sent.push(...events),
    },
    { cron: '0 6 * * *', zone: 'UTC' },
  );
  await job.run(new AbortController().signal);
  expect(sent).toMatchObject([
    { data: { campaign: 'k', from: 'wczoraj', spend: 1 } },
    { data: { campaign: 'k', spend: 'dużo' } },
    { data: { campaign: 'dobra', spend: 2.5 } },
  ]);
  expect((await book.read('spend')).swept).toBeDefined();
  expect(await book.figures('spend', 'wczoraj', ['k'])).toEqual([undefined]);
});
