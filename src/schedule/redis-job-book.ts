import { defineScript, type Keys, type RedisClient } from '#redis';
import type { JobBook } from './job-book.ts';

/** JobBook on Redis: a lease that expires for each job, and one hash of when each was run last. */
export function createRedisJobBook(client: RedisClient, keys: Keys): JobBook {
  const take = defineScript(client, 'take_job', new URL('./take-job.lua', import.meta.url));
  const keep = defineScript(client, 'keep_job', new URL('./keep-job.lua', import.meta.url));
  const names = (job: string): string[] => [keys.jobLease(job), keys.jobs];
  return {
    async take(job, holder, timeToLive, now, every) {
      return (await take(names(job), [job, holder, timeToLive, now, every])) === 1;
    },
    async keep(job, holder, timeToLive) {
      return (await keep(names(job), [job, holder, timeToLive, ''])) === 1;
    },
    async giveBack(job, holder, ranAt) {
      await keep(names(job), [job, holder, 0, ranAt ?? '']);
    },
  };
}
