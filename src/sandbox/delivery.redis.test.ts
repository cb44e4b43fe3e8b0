import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContactRecord } from '#contact';
import { createHttp, type Http } from '#connector';
import { createConnectors } from '#connectors';
import { systemClock } from '#kernel';
import { DeliverWorker } from '#outbox';
import { RedisOutbox, RedisPacer } from '#outbox/redis';
import { createKeys } from '#redis';
import type { Occurrence } from '#telemetry';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { startPrivateRedis } from '../testing/private-redis.ts';
import { sandboxAccounts } from './sandbox-accounts.ts';
import { startSandbox, type Sandbox } from './start-sandbox.ts';

const INTENTS = 120;

let redis: Awaited<ReturnType<typeof startPrivateRedis>>;
let sandbox: Sandbox;
let http: Http;
beforeAll(async () => {
  redis = await startPrivateRedis();
  sandbox = await startSandbox({ port: 0 });
  http = createHttp({ now: () => Date.now() });
});
afterAll(async () => {
  await http.close();
  await sandbox.stop();
  await redis.stop();
});

async function until(condition: () => Promise<boolean>, limit: number): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await systemClock.sleep(20);
  }
}

test('with platforms that fail, and a worker killed at work, every intent arrives with the same key and bytes, is settled once, and the amounts add up', async () => {
  const keys = createKeys(2);
  const seen: Occurrence[] = [];
  const records = new Map<string, ContactRecord>([['c-1', { consents: { retargeting: { granted: true, at: 1 } } }]]);
  const worker = (consumer: string, dying = false): DeliverWorker => {
    const outbox = new RedisOutbox({ client: redis.client, keys, clock: systemClock, observe: (one) => seen.push(one) });
    // A killed process: what it sends goes out, what it would write never arrives.
    if (dying) {
      outbox.settle = async () => new Promise(() => {});
      outbox.keep = async () => {};
    }
    return new DeliverWorker({
      outbox,
      pacer: new RedisPacer(redis.client, keys),
      connectors: createConnectors(http, () => Date.now()),
      accounts: sandboxAccounts(sandbox.url, 2_000),
      contactBook: { read: async (contacts) => new Map([...records].filter(([contact]) => contacts.includes(contact))) },
      open: async () => ({}),
      clock: systemClock,
      random: Math.random,
      observe: (one) => seen.push(one),
      consumer,
      settings: { backoffBase: 20, backoffCap: 200, attemptTimeout: 1_000, breakerRest: 50, claimIdle: 1_500, maxAttempts: 50 },
    });
  };

  let total = 0;
  for (let index = 0; index < INTENTS; index++) {
    const amount = 1 + Math.floor(Math.random() * 1_000);
    total += amount;
    const connector = ['webhook', 'slack', 'meta-ads'][index % 3]!;
    const calls = {
      webhook: { operation: 'send', parameters: { amount, text: 'Zażółć gęślą jaźń' } },
      slack: { operation: 'post', parameters: { text: `kwota ${amount} zł` } },
      'meta-ads': {
        operation: 'add_members',
        parameters: { audience: 'mówią o butach' },
        members: ['c-1', 'c-2'],
        purposes: ['retargeting'],
      },
    }[connector]!;
    const intent = anIntent(`i${index}:${amount}`, { connector, ...calls });
    await redis.client.xadd(keys.outbox(index % 2), '*', 'i', JSON.stringify(intent));
  }
  sandbox.fault({ path: '/hooks', mode: '5xx', share: 0.3 });
  sandbox.fault({ path: '/slack', mode: '429', share: 0.2, retryAfter: '0.05' });
  sandbox.fault({ path: '/meta', mode: 'reset-after', share: 0.2 });

  worker('killed', true).start();
  await until(async () => sandbox.received().length > 10, 10_000);
  const heirs = [worker('a'), worker('b')];
  for (const heir of heirs) heir.start();
  const counted = async (field: string): Promise<number> =>
    Number(await redis.client.hget(keys.counters(0), field)) + Number(await redis.client.hget(keys.counters(1), field));
  await until(async () => (await counted('deliver.delivered')) + (await counted('deliver.dead')) >= INTENTS, 40_000);
  await Promise.all(heirs.map(async (heir) => heir.stop()));

  const actions = sandbox.received().filter(({ operation }) => operation !== 'create_audience');
  const amountOf = ({ key }: { key: string }): number => Number(key.split(':')[1]);
  expect(actions.reduce((sum, action) => sum + amountOf(action), 0)).toBe(total);
  expect(actions).toHaveLength(INTENTS);
  expect(actions.filter(({ conflicts }) => conflicts > 0)).toEqual([]);
  expect(actions.some(({ repeats }) => repeats > 0)).toBe(true);
  expect(await counted('deliver.delivered')).toBe(INTENTS);
  expect(await counted('deliver.dead')).toBe(0);
  expect(await counted('accepted')).toBe(INTENTS);
  const reported = [];
  for (const partition of [0, 1]) {
    for (const [, fields] of await redis.client.xrange(keys.events(partition), '-', '+')) {
      reported.push(...(JSON.parse(fields[3]!) as { id: string; type: string; data: { key: string } }[]));
    }
  }
  expect(reported.reduce((sum, { data }) => sum + amountOf(data), 0)).toBe(total);
  expect(new Set(reported.map(({ id }) => id)).size).toBe(INTENTS);
  expect(sandbox.audiences()).toMatchObject([{ name: 'mówią o butach', members: 1 }]);
  expect(seen.filter((one) => one.kind === 'redis.failed')).toEqual([]);
  for (const partition of [0, 1]) {
    const outbox = new RedisOutbox({ client: redis.client, keys, clock: systemClock, observe: () => {} });
    expect(await outbox.measure(partition)).toMatchObject({ waiting: 0, pending: 0, retries: 0 });
  }
}, 60_000);
