import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectLike, createKeys } from '#redis';
import { aClaim, guardStoreContract } from '../testing/contracts/guard-store-contract.ts';
import { startPrivateRedis } from '../testing/private-redis.ts';
import { calculateSlots } from '../testing/slots.ts';
import { RedisGuardStore } from './redis-guard-store.ts';

let redis: Awaited<ReturnType<typeof startPrivateRedis>>;
let second: Awaited<ReturnType<typeof connectLike>>;
let run = 0;
beforeAll(async () => {
  redis = await startPrivateRedis();
  second = await connectLike(redis.client, 'command', () => {});
}, 60_000);
afterAll(async () => {
  second.disconnect();
  await redis.stop();
});

guardStoreContract('RedisGuardStore', async () => {
  const keys = createKeys(1, `g${run++}`);
  let now = 1_700_000_000_000;
  return {
    stores: [new RedisGuardStore(redis.client, keys, () => now), new RedisGuardStore(second, keys, () => now)],
    pass: (milliseconds) => void (now += milliseconds),
    stop: async () => {},
  };
});

test('all counters of a claim lie in one slot, and each has an end', async () => {
  const keys = createKeys(4, `g${run++}`);
  const names = [
    keys.guard('reached', 'ola'),
    keys.guard('reached', 'łukasz'),
    keys.guard('run', 'a|b|c'),
    keys.guard('spent', 'x'),
    keys.guard('sums', 'x'),
  ];
  expect(new Set(calculateSlots(names)).size).toBe(1);
  const claim = aClaim('k1', {
    contacts: ['ola', 'łukasz'],
    some: true,
    remember: 60_000,
    reach: { run: 'a|b|c', max: 5 },
    spends: [{ counter: 'x', limit: 10n, period: 60_000, amount: 1n }],
  });
  await new RedisGuardStore(redis.client, keys).claim(claim);
  for (const name of names) expect(await redis.client.pttl(name), name).toBeGreaterThan(0);
});

test('an audience of ten thousand is claimed in one step', async () => {
  const store = new RedisGuardStore(redis.client, createKeys(1, `g${run++}`));
  const contacts = Array.from({ length: 10_000 }, (_, at) => `osoba-${at}`);
  const claim = aClaim('k1', {
    contacts,
    some: true,
    frequency: [{ max: 1, period: 60_000, across: 'all' }],
    remember: 60_000,
    reach: { run: 'r', max: 20_000 },
  });
  const granted = await store.claim(claim);
  expect(granted.kind === 'granted' && granted.contacts.length).toBe(10_000);
  expect(await store.claim({ ...claim, key: 'k2' })).toMatchObject({ kind: 'refused', guard: 'frequency-cap' });
});
