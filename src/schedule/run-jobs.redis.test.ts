import { systemClock } from '#kernel';
import { createKeys } from '#redis';
import type { Occurrence } from '#telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import type { Job } from './job.ts';
import { createRedisJobBook } from './redis-job-book.ts';
import { runJobs, type RunningJobs } from './run-jobs.ts';

let redis: PrivateRedis;
const keys = createKeys(2, 'jobs');
const running: RunningJobs[] = [];
let occurrences: Occurrence[] = [];

beforeAll(async () => void (redis = await startPrivateRedis()), 60_000);
afterAll(async () => redis.stop());
beforeEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await redis.client.del(keys.jobs, keys.jobLease('fit'));
  occurrences = [];
});

const start = (holder: string, job: Job, lease = 300): RunningJobs => {
  const book = createRedisJobBook(redis.client, keys);
  const options = { clock: systemClock, machine: systemClock, look: 10, lease };
  const one = runJobs({ ...options, jobs: [job], book, holder, observe: (occurrence) => void occurrences.push(occurrence) });
  running.push(one);
  return one;
};
const until = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 1_000 && !holds(); turn++) await systemClock.sleep(10);
  expect(holds()).toBe(true);
};

describe('scheduled jobs', () => {
  it('are run once when due, whichever of two processes comes first, and not again before their time', async () => {
    let runs = 0;
    const job: Job = { name: 'fit', every: 3_600_000, run: async () => void runs++ };
    start('a', job);
    start('b', job);
    await until(() => runs > 0);
    await systemClock.sleep(200);
    expect(runs).toBe(1);
    expect(occurrences).toEqual([{ kind: 'job.ran', job: 'fit', result: 'done', seconds: expect.any(Number) }]);
  });

  it('go on with another process when theirs dies in the middle, and are held by one while they run', async () => {
    // A process that took the job and was never heard of again.
    expect(await createRedisJobBook(redis.client, keys).take('fit', 'dead', 300, Date.now(), 1_000)).toBe(true);
    let inside = 0;
    let most = 0;
    let runs = 0;
    const job: Job = {
      name: 'fit',
      every: 3_600_000,
      async run() {
        most = Math.max(most, ++inside);
        // Longer than the lease: it is kept.
        await systemClock.sleep(700);
        inside--;
        runs++;
      },
    };
    start('b', job);
    start('c', job);
    await until(() => runs > 0);
    await systemClock.sleep(200);
    expect([most, runs]).toEqual([1, 1]);
  });

  it('stay due when they fail or are stopped, and are asked to stop when their lease is another’s', async () => {
    let tries = 0;
    const failing: Job = {
      name: 'fit',
      every: 3_600_000,
      async run() {
        if (++tries < 3) throw new TypeError('nie teraz');
      },
    };
    start('a', failing);
    await until(() => tries === 3);
    await until(() => occurrences.length === 3);
    expect(occurrences.map((one) => one.kind === 'job.ran' && [one.result, one.error])).toEqual([
      ['failed', 'TypeError: nie teraz'],
      ['failed', 'TypeError: nie teraz'],
      ['done', undefined],
    ]);
    await Promise.all(running.splice(0).map((one) => one.stop()));
    await redis.client.del(keys.jobs);
    let asked = false;
    start('b', {
      name: 'fit',
      every: 3_600_000,
      run: (stopping) => new Promise((resolve) => stopping.addEventListener('abort', () => ((asked = true), resolve()))),
    });
    for (let turn = 0; turn < 500 && (await redis.client.get(keys.jobLease('fit'))) === null; turn++) await systemClock.sleep(10);
    await redis.client.set(keys.jobLease('fit'), 'thief', 'PX', 5_000);
    await until(() => asked);
    await until(() => occurrences.length === 4);
    expect(occurrences[3]).toMatchObject({ result: 'stopped' });
    expect(await redis.client.get(keys.jobLease('fit'))).toBe('thief');
    expect(await redis.client.hget(keys.jobs, 'fit')).toBeNull();
  });
});
