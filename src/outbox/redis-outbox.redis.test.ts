import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DeadLetter } from '#action';
import type { MarketingEvent } from '#event';
import { connectLike, createKeys } from '#redis';
import type { Occurrence } from '#telemetry';
import { anIntent, outboxContract } from '../testing/contracts/outbox-contract.ts';
import { startPrivateRedis } from '../testing/private-redis.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.ts';
import { listSuppressed } from './list-suppressed.ts';
import { RedisOutbox } from './redis-outbox.ts';

let redis: Awaited<ReturnType<typeof startPrivateRedis>>;
let run = 0;
beforeAll(async () => {
  redis = await startPrivateRedis();
});
afterAll(async () => redis.stop());

async function bench() {
  const keys = createKeys(2, `t${run++}`);
  const reader = await connectLike(redis.client, 'command', () => {});
  let now = 1_700_000_000_000;
  const seen: Occurrence[] = [];
  const clock = { now: () => now, monotonic: () => now, sleep: async () => {} };
  const outbox = new RedisOutbox({ client: redis.client, reader, keys, clock, observe: (one) => seen.push(one) });
  return {
    outbox,
    reader,
    keys,
    seen,
    append: async (partition: number, intents: readonly unknown[]) => {
      for (const intent of intents) await redis.client.xadd(keys.outbox(partition), '*', 'i', JSON.stringify(intent));
    },
    pass: async (milliseconds: number) => {
      now += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
    now: () => now,
    reconnect: async () => {
      reader.disconnect();
      await new Promise((resolve) => setTimeout(resolve, 10));
      const ready = once(reader, 'ready');
      await reader.connect();
      await ready;
    },
    reports: async (partition: number) =>
      (await redis.client.xrange(keys.events(partition), '-', '+')).flatMap(([, fields]) => {
        expect(fields[0]).toBe('n');
        const events = JSON.parse(fields[3]!) as MarketingEvent[];
        expect(Number(fields[1])).toBe(events.length);
        return events;
      }),
    deadLetters: async (partition: number) =>
      (await redis.client.xrange(keys.dead(partition), '-', '+')).map(([, fields]) => JSON.parse(fields[1]!) as DeadLetter),
    suppressed: async (partition: number) =>
      (await listSuppressed(redis.client, keys, partition, 100)).map(({ suppressed }) => suppressed).toReversed(),
    counters: async (partition: number) =>
      new Map(Object.entries(await redis.client.hgetall(keys.counters(partition))).map(([field, value]) => [field, Number(value)])),
    stop: async () => {
      reader.disconnect();
    },
  };
}

outboxContract('RedisOutbox', bench);

test('a consumer group that vanished is made again at 0, with an alarm, and nothing is skipped', async () => {
  const one = await bench();
  await one.append(0, [anIntent('k1')]);
  await one.outbox.read(0, 'a', 10, 0);
  await redis.client.xgroup('DESTROY', one.keys.outbox(0), 'deliver');
  await one.append(0, [anIntent('k2')]);
  expect((await one.outbox.read(0, 'a', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k1', 'k2']);
  expect(one.seen).toEqual([{ kind: 'redis.failed', role: 'outbox', error: expect.stringContaining('made again at 0') }]);
  await one.stop();
});

test('an entry that is not an intent goes to the dead letters instead of coming back for ever', async () => {
  const one = await bench();
  await redis.client.xadd(one.keys.outbox(0), '*', 'i', '{"żółć"');
  await redis.client.xadd(one.keys.outbox(0), '*', 'x', 'y');
  await one.append(0, [anIntent('k1')]);
  expect((await one.outbox.read(0, 'a', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k1']);
  expect((await one.deadLetters(0)).map((letter) => letter.code)).toEqual(['undecodable', 'undecodable']);
  expect(await one.outbox.measure(0)).toMatchObject({ waiting: 1, pending: 1 });
  await one.stop();
});

test('entries removed under their reader are alarmed, on claim and on the own history', async () => {
  const one = await bench();
  await one.append(0, [anIntent('k1'), anIntent('k2')]);
  const [first, second] = await one.outbox.read(0, 'a', 10, 0);
  await redis.client.xdel(one.keys.outbox(0), first!.id);
  expect((await one.outbox.claim(0, 'b', 0, 1, [])).length).toBeLessThanOrEqual(1);
  await redis.client.xdel(one.keys.outbox(0), second!.id);
  await one.reconnect();
  expect(await one.outbox.read(0, 'a', 10, 0)).toEqual([]);
  expect(await one.outbox.read(0, 'b', 10, 0)).toEqual([]);
  expect(one.seen.filter((occurrence) => occurrence.kind === 'redis.failed').length).toBeGreaterThanOrEqual(2);
  expect(await one.outbox.measure(0)).toMatchObject({ waiting: 0, pending: 0 });
  await one.stop();
});

test('a dead letter is listed and replayed once, from the start and under the same key', async () => {
  const one = await bench();
  await one.append(1, [anIntent('k1')]);
  const [entry] = await one.outbox.read(1, 'a', 10, 0);
  await one.outbox.settle(entry!, { fate: 'dead', attempts: 10, code: 'attempts-exhausted', reason: '503' });
  const [kept] = await listDeadLetters(redis.client, one.keys, 1);
  expect(kept!.letter).toMatchObject({ by: 'care-slack', attempts: 10 });
  expect(await replayDeadLetter(redis.client, one.keys, 1, kept!.id)).toBe(true);
  expect(await replayDeadLetter(redis.client, one.keys, 1, kept!.id)).toBe(false);
  const [again] = await one.outbox.read(1, 'a', 10, 0);
  expect(again).toMatchObject({ attempts: 0 });
  expect(await one.counters(1)).toEqual(
    new Map([
      ['deliver.dead', 1],
      ['deliver.accepted', 1],
      ['accepted', 1],
    ]),
  );
  expect(JSON.stringify(again!.intent)).toBe(JSON.stringify(anIntent('k1')));
  expect(await listDeadLetters(redis.client, one.keys, 1)).toEqual([]);
  await one.stop();
});

test('entries whose reply was lost on the way come with the next read', async () => {
  const one = await bench();
  await one.append(0, [anIntent('k1')]);
  await one.outbox.read(0, 'a', 10, 0);
  await one.append(0, [anIntent('k2')]);
  // The server hands the entry out; the answer is lost with its connection.
  const handOut = one.reader.xreadgroup.bind(one.reader) as (...parameters: unknown[]) => Promise<unknown>;
  vi.spyOn(one.reader, 'xreadgroup').mockImplementationOnce((async (...parameters: unknown[]) => {
    await handOut(...parameters);
    throw new Error('Connection is closed.');
  }) as never);
  await expect(one.outbox.read(0, 'a', 10, 0)).rejects.toThrow('closed');
  const keys = [...(await one.outbox.read(0, 'a', 10, 0)), ...(await one.outbox.read(0, 'a', 10, 0))].map((entry) => entry.intent.key);
  expect(keys).toEqual(['k1', 'k2']);
  await one.stop();
});

test('names of consumers that are gone are forgotten, those that hold an entry never', async () => {
  const one = await bench();
  const outbox = new RedisOutbox({
    client: redis.client,
    keys: one.keys,
    clock: { now: one.now, monotonic: one.now, sleep: async () => {} },
    observe: () => {},
    consumerLife: 50,
  });
  await one.append(0, [anIntent('k1'), anIntent('k2')]);
  const [first] = await outbox.read(0, 'gone', 1, 0);
  await outbox.settle(first!, { fate: 'delivered', attempts: 1 });
  await outbox.read(0, 'holds', 1, 0);
  await one.pass(60);
  await outbox.read(0, 'alive', 1, 0);
  await outbox.trim(0);
  const consumers = (await redis.client.xinfo('CONSUMERS', one.keys.outbox(0), 'deliver')) as unknown[][];
  expect(new Set(consumers.map((consumer) => consumer[1]))).toEqual(new Set(['alive', 'holds']));
  expect(await outbox.measure(0)).toMatchObject({ waiting: 1, pending: 1 });
  await one.stop();
});
