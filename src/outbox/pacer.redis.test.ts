import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeys } from '#redis';
import { startPrivateRedis } from '../testing/private-redis.ts';
import { RedisPacer } from './redis-pacer.ts';

let redis: Awaited<ReturnType<typeof startPrivateRedis>>;
beforeAll(async () => {
  redis = await startPrivateRedis();
});
afterAll(async () => redis.stop());

test('workers that share an account get evenly spaced moments, and too long a wait reserves nothing', async () => {
  const keys = createKeys(1);
  const pacers = [new RedisPacer(redis.client, keys), new RedisPacer(redis.client, keys)];
  const waits = await Promise.all(Array.from({ length: 10 }, async (_, index) => pacers[index % 2]!.reserve('żółw', 10, 10_000)));
  const sorted = [...waits].sort((a, b) => a - b);
  sorted.forEach((wait, index) => {
    expect(wait).toBeGreaterThan(index * 100 - 30);
    expect(wait).toBeLessThanOrEqual(index * 100);
  });
  const refused = await pacers[0]!.reserve('żółw', 10, 500);
  expect(refused).toBeLessThan(-900);
  expect(await pacers[0]!.reserve('żółw', 10, 500)).toBeGreaterThan(refused - 1);
  expect(await redis.client.pttl(keys.pace('żółw'))).toBeGreaterThan(0);
});
