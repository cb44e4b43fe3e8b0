import { defineScript, type Keys, type RedisClient } from '#redis';
import type { StageIdentity } from './stage-identity.ts';

/** Reads the accounting of all partitions, each at one instant. `mostEntries` bounds how much of a backlog is looked at per stream. */
export function createRedisIdentity(client: RedisClient, keys: Keys, mostEntries = 2_000): () => Promise<StageIdentity[]> {
  const identity = defineScript(client, 'identity', new URL('./identity.lua', import.meta.url));
  return async () => {
    const sums = new Map<string, number>();
    const waiting: [number, number, number] = [0, 0, 0];
    await Promise.all(
      Array.from({ length: keys.partitions }, async (_, partition) => {
        const names = [
          keys.counters(partition),
          keys.events(partition),
          keys.meta('enrich', partition),
          keys.signals(partition),
          keys.meta('decide', partition),
          keys.outbox(partition),
          keys.retries(partition),
          keys.held(partition),
        ];
        const [flat, ...counts] = (await identity(names, [mostEntries])) as [string[], number, number, number];
        for (let index = 0; index < flat.length; index += 2)
          sums.set(flat[index]!, (sums.get(flat[index]!) ?? 0) + Number(flat[index + 1]));
        for (const [stage, count] of counts.entries())
          waiting[stage as 0] = count < 0 || waiting[stage as 0] < 0 ? -1 : waiting[stage as 0] + count;
      }),
    );
    return (['enrich', 'decide', 'deliver'] as const).map((stage, index) => {
      const accepted = sums.get(stage === 'enrich' ? 'accepted' : `${stage}.accepted`) ?? 0;
      const settled: Record<string, number> = {};
      for (const [name, count] of sums) {
        const [of, fate] = name.split('.');
        if (of === stage && fate !== undefined && fate !== 'accepted' && fate !== 'retried' && fate !== 'held') settled[fate] = count;
      }
      const done = Object.values(settled).reduce((total, count) => total + count, 0);
      const inFlight = waiting[index]!;
      return { stage, accepted, settled, inFlight, difference: inFlight < 0 ? 0 : accepted - done - inFlight };
    });
  };
}
