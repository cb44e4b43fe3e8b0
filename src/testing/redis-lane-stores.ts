import { systemClock } from '#kernel';
import { connectLike, createKeys } from '#redis';
import type { EventSink, LaneStore } from '#stream';
import { createRedisEventSink, createRedisLaneStore } from '#stream/redis';
import { afterAll, beforeAll } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from './private-redis.ts';

/** A lane store on Redis with its sink, over keys of its own. */
export interface RedisLanes {
  readonly store: LaneStore;
  readonly sink: EventSink;
  readonly partitions: number;
}

/** Gives a test file a Redis of its own, and from it a new, empty lane store at each call. */
export function redisLaneStores(): () => RedisLanes {
  let redis: PrivateRedis;
  let fresh = 0;
  beforeAll(async () => {
    redis = await startPrivateRedis();
  }, 60_000);
  afterAll(() => redis.stop());
  return () => {
    const partitions = 4;
    const keys = createKeys(partitions, `t${fresh++}`);
    const { client } = redis;
    const store = createRedisLaneStore({
      client,
      openReader: () => connectLike(client, 'reader', () => {}),
      keys,
      clock: systemClock,
      stateGeneration: 3_600_000_000,
      boundedEntries: 10_000,
      dedupeWindow: 345_600_000,
    });
    return { store, sink: createRedisEventSink({ client, keys, replicas: 0, boundedEntries: 1_000 }), partitions };
  };
}
