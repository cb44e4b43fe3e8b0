import { defineScript, type Keys, type RedisClient } from '#redis';
import type { PollBook, PollCursor, PollPlan } from './poll-book.ts';

/** Figures of a day are kept this long beyond its last change: longer than any platform restates them, milliseconds. */
const KEEP = 400 * 86_400_000;

/** PollBook on Redis: a hash of state for each poller, and one of known figures for each of its days, all in one slot. */
export function createRedisPollBook(client: RedisClient, keys: Keys): PollBook {
  const write = defineScript(client, 'poll_plan', new URL('./plan.lua', import.meta.url));
  const carriedOut = defineScript(client, 'poll_commit', new URL('./commit-plan.lua', import.meta.url));
  return {
    async read(poller) {
      const { sequence, plan, cursor, swept, began, notBefore } = await client.hgetall(keys.poller(poller));
      return {
        sequence: Number(sequence ?? 0),
        ...(plan === undefined ? {} : { plan: JSON.parse(plan) as PollPlan }),
        ...(cursor === undefined ? {} : { cursor: JSON.parse(cursor) as PollCursor }),
        ...(swept === undefined ? {} : { swept }),
        ...(began === undefined ? {} : { began: Number(began) }),
        ...(notBefore === undefined ? {} : { notBefore: Number(notBefore) }),
      };
    },
    async figures(poller, day, campaigns) {
      if (campaigns.length === 0) return [];
      const found = await client.hmget(keys.poller(poller, day), ...campaigns);
      return found.map((one) => one ?? undefined);
    },
    async plan(poller, plan) {
      return (await write([keys.poller(poller)], [plan.sequence, JSON.stringify(plan)])) === 1;
    },
    async commit(poller, plan) {
      const days = Object.entries(plan.figures);
      const figures = days.flatMap(([, campaigns]) => [Object.keys(campaigns).length, ...Object.entries(campaigns).flat()]);
      const cursor = plan.cursor === undefined ? '' : JSON.stringify(plan.cursor);
      await carriedOut(
        [keys.poller(poller), ...days.map(([day]) => keys.poller(poller, day))],
        [plan.sequence, cursor, plan.until, KEEP, ...figures],
      );
    },
    async begin(poller, cursor, at) {
      const begun = await client.hsetnx(keys.poller(poller), 'cursor', JSON.stringify(cursor));
      if (begun === 1) await client.hset(keys.poller(poller), 'began', at);
    },
    async rest(poller, until) {
      await client.hset(keys.poller(poller), 'notBefore', until);
    },
  };
}
