import { afterEach, expect, test } from 'vitest';
import type { Intent } from '#action';
import type { Account } from '#config';
import type { Connector, Dispatch } from '#connector';
import { systemClock } from '#kernel';
import type { Occurrence } from '#telemetry';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { DeliverWorker } from './deliver-worker.ts';
import type { DeliverSettings } from './deliver-settings.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { MemoryPacer } from './memory-pacer.ts';

const workers: DeliverWorker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map(async (worker) => worker.stop(0)));
});

const account = (name: string): Account => ({ name, type: 'slack', url: '', options: {}, perSecond: 10_000, allowPrivate: true });

function start(
  outbox: MemoryOutbox,
  perform: Connector['perform'],
  settings: Partial<DeliverSettings> = {},
  seen: Occurrence[] = [],
  consumer = 'a',
): DeliverWorker {
  const worker = new DeliverWorker({
    outbox,
    pacer: new MemoryPacer(systemClock),
    connectors: new Map([['slack', { type: 'slack', summary: '', operations: [], perform }]]),
    accounts: [account('care-slack'), account('slow')],
    contactBook: { read: async () => new Map() },
    open: async () => ({}),
    clock: systemClock,
    random: () => 0.5,
    observe: (one) => seen.push(one),
    consumer,
    settings: { backoffBase: 20, ...settings },
  });
  workers.push(worker);
  worker.start();
  return worker;
}

async function until(condition: () => boolean, limit = 20_000): Promise<void> {
  const end = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await systemClock.sleep(5);
  }
}

const intents = (count: number, more: Partial<Intent> = {}, prefix = 'k'): Intent[] =>
  Array.from({ length: count }, (_, index) => anIntent(`${prefix}${index}`, more));

test('every intent is delivered once, from all partitions', async () => {
  const outbox = new MemoryOutbox(2, systemClock);
  const sent: string[] = [];
  outbox.append(0, intents(100));
  outbox.append(1, intents(100, {}, 'm'));
  start(outbox, async ({ intent }) => {
    sent.push(intent.key);
    return { kind: 'delivered' };
  });
  await until(() => outbox.reports(0).length + outbox.reports(1).length === 200);
  expect(new Set(sent).size).toBe(200);
  expect(sent).toHaveLength(200);
});

test('a failing attempt is repeated with the same bytes until it succeeds, and the attempts are reported', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  const sent: string[] = [];
  outbox.append(0, [anIntent('k1')]);
  start(outbox, async ({ intent }) => {
    sent.push(JSON.stringify(intent));
    return sent.length < 4 ? { kind: 'retryLater', reason: '503' } : { kind: 'delivered' };
  });
  await until(() => outbox.reports(0).length === 1);
  expect(sent).toHaveLength(4);
  expect(new Set(sent).size).toBe(1);
  expect(outbox.reports(0)[0]!.data).toMatchObject({ attempts: 4 });
});

test('what always fails becomes a dead letter after the last attempt', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  let attempts = 0;
  outbox.append(0, [anIntent('k1')]);
  start(
    outbox,
    async () => {
      attempts++;
      return { kind: 'retryLater', reason: '503' };
    },
    { maxAttempts: 3 },
  );
  await until(() => outbox.deadLetters(0).length === 1);
  expect(attempts).toBe(3);
  expect(outbox.deadLetters(0)[0]).toMatchObject({ code: 'attempts-exhausted', attempts: 3, value: { key: 'k1' } });
});

test('an intent for an account nobody configured is kept for a replay', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  outbox.append(0, [anIntent('k1', { connector: 'nie-ma' })]);
  start(outbox, async () => ({ kind: 'delivered' }));
  await until(() => outbox.deadLetters(0).length === 1);
  expect(outbox.deadLetters(0)[0]).toMatchObject({ code: 'invalid-settings', by: 'nie-ma', attempts: 0 });
});

test('killed after the send and before the record, the next worker sends the same key and the same bytes again', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  const sent: string[] = [];
  const perform = async ({ intent }: Dispatch) => {
    sent.push(JSON.stringify(intent));
    return { kind: 'delivered' } as const;
  };
  const dies = new Proxy(outbox, {
    get: (target, name) => {
      if (name === 'settle') return async () => new Promise(() => {}); // The process is gone: its write never arrives.
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  outbox.append(0, [anIntent('k1', { members: ['c-1', 'c-2'] })]);
  const seen: Occurrence[] = [];
  new DeliverWorker({
    outbox: dies,
    pacer: new MemoryPacer(systemClock),
    connectors: new Map([['slack', { type: 'slack', summary: '', operations: [], perform }]]),
    accounts: [account('care-slack')],
    contactBook: { read: async () => new Map() },
    open: async () => ({}),
    clock: systemClock,
    random: () => 0.5,
    observe: (one) => seen.push(one),
    consumer: 'dies',
  }).start();
  await until(() => sent.length === 1);
  start(outbox, perform, { claimIdle: 40 }, [], 'heir');
  await until(() => outbox.reports(0).length === 1);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toBe(sent[1]);
  expect(outbox.counters(0).get('deliver.delivered')).toBe(1);
});

test('an account that hangs does not hold up the others, and its intents are not lost', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  outbox.append(0, intents(200, { connector: 'slow' }, 'slow'));
  outbox.append(0, intents(100));
  const seen: Occurrence[] = [];
  const started = performance.now();
  start(
    outbox,
    async ({ intent, signal }) => {
      if (intent.connector === 'slow') await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return { kind: 'delivered' };
    },
    { attemptTimeout: 60_000 },
    seen,
  );
  await until(() => outbox.counters(0).get('deliver.delivered') === 100);
  expect(performance.now() - started).toBeLessThan(15_000);
  const measure = await outbox.measure(0);
  expect(measure.waiting + measure.retries).toBe(200);
  expect(measure.pending).toBeLessThanOrEqual(64);
});

test('stop finishes what is being sent, starts nothing new, and leaves the rest in the outbox', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  outbox.append(0, intents(50));
  let began = 0;
  const worker = start(
    outbox,
    async () => {
      began++;
      await systemClock.sleep(50);
      return { kind: 'delivered' };
    },
    { perAccount: 2 },
  );
  await until(() => began === 2);
  await worker.stop();
  expect(began).toBe(2);
  expect(outbox.counters(0).get('deliver.delivered')).toBe(2);
  expect(await outbox.measure(0)).toMatchObject({ waiting: 48 });
});

test('stop with no grace cuts a hanging attempt short, and its entry stays unsettled', async () => {
  const outbox = new MemoryOutbox(1, systemClock);
  outbox.append(0, [anIntent('k1')]);
  let began = false;
  const worker = start(outbox, async () => {
    began = true;
    return new Promise(() => {});
  });
  await until(() => began);
  await worker.stop(10);
  expect(await outbox.measure(0)).toMatchObject({ waiting: 1, pending: 1, retries: 0 });
});
