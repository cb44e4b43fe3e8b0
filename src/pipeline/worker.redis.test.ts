import { systemClock } from '#kernel';
import { connectLike, createKeys } from '#redis';
import { createRedisEventSink, createRedisLaneStore } from '#stream/redis';
import { afterAll, beforeAll } from 'vitest';
import { laneContract } from '../testing/contracts/lane-contract.ts';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';

let redis: PrivateRedis;
let fresh = 0;
beforeAll(async () => {
  redis = await startPrivateRedis();
}, 60_000);
afterAll(() => redis.stop());

laneContract('on Redis', async () => {
  const keys = createKeys(4, `l${fresh++}`);
  const { client } = redis;
  return {
    store: createRedisLaneStore({
      client,
      openReader: () => connectLike(client, 'reader', () => {}),
      keys,
      clock: systemClock,
      stateGeneration: 3_600_000_000,
      boundedEntries: 10_000,
      dedupeWindow: 3_600_000,
    }),
    sink: createRedisEventSink({ client, keys, replicas: 0, boundedEntries: 1_000 }),
    partitions: 4,
  };
});
