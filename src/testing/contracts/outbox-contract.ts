import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeadLetter, Intent } from '#action';
import type { MarketingEvent } from '#event';
import type { Outbox, SuppressedIntent } from '#outbox';

/** What a test needs beside the port: to put intents in as decide does, to move time, to lose the connection, and to see what was written. */
export interface OutboxBench {
  readonly outbox: Outbox;
  append(partition: number, intents: readonly Intent[]): Promise<void>;
  /** Lets at least this many milliseconds pass for the store and for the clock. */
  pass(milliseconds: number): Promise<void>;
  now(): number;
  reconnect(): Promise<void>;
  reports(partition: number): Promise<readonly MarketingEvent[]>;
  deadLetters(partition: number): Promise<readonly DeadLetter[]>;
  suppressed(partition: number): Promise<readonly SuppressedIntent[]>;
  counters(partition: number): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** An intent for tests; the text is Polish so that every byte of it counts. */
export function anIntent(key: string, more: Partial<Intent> = {}): Intent {
  return {
    key,
    connector: 'care-slack',
    operation: 'post',
    parameters: { text: 'Zażółć gęślą jaźń: „25 osób” mówi o butach' },
    purposes: [],
    rule: 'product-buzz',
    version: '1',
    run: `${key}-run`,
    step: 'alert',
    group: { topic: 'buty' },
    because: 'osób 25 ≥ 25',
    at: 1_700_000_000_000,
    ...more,
  };
}

/** Every outbox passes these, whatever it is made of. */
export function outboxContract(name: string, make: () => Promise<OutboxBench>): void {
  describe(`${name} keeps the outbox contract`, () => {
    let bench: OutboxBench;
    beforeEach(async () => {
      bench = await make();
    });
    afterEach(async () => bench.stop());

    test('an intent is handed to one consumer only, byte for byte', async () => {
      const intent = anIntent('k1');
      await bench.append(0, [intent]);
      const mine = await bench.outbox.read(0, 'a', 10, 0);
      const other = await bench.outbox.read(0, 'b', 10, 0);
      expect(mine.map((entry) => JSON.stringify(entry.intent))).toEqual([JSON.stringify(intent)]);
      expect(mine[0]).toMatchObject({ partition: 0, attempts: 0 });
      expect(other).toEqual([]);
    });

    test('intents written before anybody read are not skipped', async () => {
      await bench.append(1, [anIntent('k1'), anIntent('k2')]);
      const first = await bench.outbox.read(1, 'a', 1, 0);
      const second = await bench.outbox.read(1, 'a', 10, 0);
      expect([...first, ...second].map((entry) => entry.intent.key)).toEqual(['k1', 'k2']);
    });

    test('partitions do not see each other', async () => {
      await bench.append(0, [anIntent('k1')]);
      expect(await bench.outbox.read(1, 'a', 10, 0)).toEqual([]);
    });

    test('of two who settle, one succeeds, and one report is written', async () => {
      await bench.append(0, [anIntent('k1')]);
      const [entry] = await bench.outbox.read(0, 'a', 10, 0);
      const outcome = { fate: 'delivered', attempts: 1, accepted: 3 } as const;
      const both = await Promise.all([bench.outbox.settle(entry!, outcome), bench.outbox.settle(entry!, outcome)]);
      expect(both.filter(Boolean)).toHaveLength(1);
      const reports = await bench.reports(0);
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatchObject({
        id: 'k1:delivered',
        source: 'crosscurrent',
        type: 'action.delivered',
        at: bench.now(),
        data: { connector: 'care-slack', operation: 'post', rule: 'product-buzz', key: 'k1', attempts: 1, accepted: 3 },
      });
      expect(reports[0]!.contact).toBeUndefined();
      const counters = await bench.counters(0);
      expect(counters.get('deliver.delivered')).toBe(1);
      expect(counters.get('accepted')).toBe(1);
    });

    test('an unsettled entry comes again to its consumer after a reconnect, before new ones', async () => {
      await bench.append(0, [anIntent('k1')]);
      await bench.outbox.read(0, 'a', 10, 0);
      expect(await bench.outbox.read(0, 'a', 10, 0)).toEqual([]);
      await bench.append(0, [anIntent('k2')]);
      await bench.reconnect();
      expect((await bench.outbox.read(0, 'a', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k1']);
      expect((await bench.outbox.read(0, 'a', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k2']);
    });

    test('another consumer claims what was left idle, and the late owner can no longer settle it twice', async () => {
      await bench.append(0, [anIntent('k1')]);
      const [late] = await bench.outbox.read(0, 'a', 10, 0);
      expect(await bench.outbox.claim(0, 'b', 60_000, 10, [])).toEqual([]);
      await bench.pass(30);
      const [claimed] = await bench.outbox.claim(0, 'b', 20, 10, []);
      expect(claimed!.intent.key).toBe('k1');
      expect(await bench.outbox.settle(claimed!, { fate: 'delivered', attempts: 1 })).toBe(true);
      expect(await bench.outbox.settle(late!, { fate: 'dead', attempts: 1, code: 'attempts-exhausted', reason: 'late' })).toBe(false);
      expect(await bench.deadLetters(0)).toEqual([]);
      expect(await bench.reports(0)).toHaveLength(1);
    });

    test('a retry is set aside until it is due and comes back with the same bytes and its attempts', async () => {
      const intent = anIntent('k1', { members: ['c-1', 'c-2'] });
      await bench.append(0, [intent]);
      const [entry] = await bench.outbox.read(0, 'a', 10, 0);
      const now = bench.now();
      await bench.outbox.settle(entry!, { fate: 'retryLater', attempts: 1, since: now, due: now + 5_000, reason: '503' });
      expect(await bench.outbox.measure(0)).toMatchObject({ waiting: 0, retries: 1 });
      expect(await bench.outbox.dueRetries(0, now + 4_999)).toBe(0);
      expect(await bench.outbox.read(0, 'a', 10, 0)).toEqual([]);
      expect(await bench.outbox.dueRetries(0, now + 5_000)).toBe(1);
      expect(await bench.outbox.dueRetries(0, now + 5_000)).toBe(0);
      const [again] = await bench.outbox.read(0, 'a', 10, 0);
      expect(again).toMatchObject({ attempts: 1, since: now });
      expect(JSON.stringify(again!.intent)).toBe(JSON.stringify(intent));
      expect(await bench.reports(0)).toEqual([]);
      expect((await bench.counters(0)).get('deliver.retried')).toBe(1);
    });

    test('a dead intent is kept whole, with why, and reported', async () => {
      const intent = anIntent('k1');
      await bench.append(0, [intent]);
      const [entry] = await bench.outbox.read(0, 'a', 10, 0);
      await bench.outbox.settle(entry!, { fate: 'dead', attempts: 10, code: 'attempts-exhausted', reason: 'zawsze 503' });
      expect(await bench.deadLetters(0)).toEqual([
        {
          stage: 'deliver',
          by: 'care-slack',
          code: 'attempts-exhausted',
          reason: 'zawsze 503',
          attempts: 10,
          at: bench.now(),
          value: intent,
        },
      ]);
      expect((await bench.reports(0))[0]).toMatchObject({ id: 'k1:failed', type: 'action.failed', data: { code: 'attempts-exhausted' } });
      expect((await bench.counters(0)).get('deliver.dead')).toBe(1);
    });

    test('a suppressed intent is reported with the guard that held it back', async () => {
      await bench.append(0, [anIntent('k1')]);
      const [entry] = await bench.outbox.read(0, 'a', 10, 0);
      await bench.outbox.settle(entry!, { fate: 'suppressed', attempts: 0, guard: 'consent', reason: 'no consent to e-mail' });
      expect((await bench.reports(0))[0]).toMatchObject({
        id: 'k1:suppressed',
        type: 'action.suppressed',
        data: { guard: 'consent', reason: 'no consent to e-mail' },
      });
      expect(await bench.suppressed(0)).toEqual([
        { at: bench.now(), guard: 'consent', reason: 'no consent to e-mail', intent: anIntent('k1') },
      ]);
      expect((await bench.counters(0)).get('deliver.suppressed')).toBe(1);
      expect(await bench.deadLetters(0)).toEqual([]);
    });

    test('a held intent waits until it is approved, and comes with its approval, through retries too', async () => {
      const intent = anIntent('k1', { members: ['c-1'] });
      await bench.append(0, [intent]);
      const [entry] = await bench.outbox.read(0, 'a', 10, 0);
      const now = bench.now();
      await bench.outbox.settle(entry!, { fate: 'held', attempts: 0, until: now + 60_000, reason: 'kosztuje 120 zł' });
      expect(await bench.outbox.measure(0)).toMatchObject({ waiting: 0, retries: 0, held: 1 });
      expect(await bench.reports(0)).toEqual([]);
      const [held] = await bench.outbox.held(0, 10);
      expect(held).toEqual({ partition: 0, id: entry!.id, intent, attempts: 0, at: now, until: now + 60_000, reason: 'kosztuje 120 zł' });
      expect(JSON.stringify(held!.intent)).toBe(JSON.stringify(intent));
      const approval = { by: 'Łucja K. {2}', at: now + 5 };
      const both = await Promise.all([bench.outbox.approve(0, held!.id, approval), bench.outbox.approve(0, held!.id, approval)]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await bench.outbox.refuse(0, held!.id, 'za późno')).toBe(false);
      const [again] = await bench.outbox.read(0, 'a', 10, 0);
      expect(again).toMatchObject({ attempts: 0, approved: approval });
      expect(JSON.stringify(again!.intent)).toBe(JSON.stringify(intent));
      await bench.outbox.settle(again!, { fate: 'retryLater', attempts: 1, since: now, due: now, reason: '503' });
      await bench.outbox.dueRetries(0, now);
      const [retried] = await bench.outbox.read(0, 'a', 10, 0);
      expect(retried).toMatchObject({ attempts: 1, since: now, approved: approval });
      expect(JSON.stringify(retried!.intent)).toBe(JSON.stringify(intent));
      await bench.outbox.settle(retried!, { fate: 'delivered', attempts: 2 });
      expect((await bench.reports(0))[0]!.data).toMatchObject({ approvedBy: 'Łucja K. {2}' });
      expect(await bench.outbox.measure(0)).toMatchObject({ waiting: 0, retries: 0, held: 0 });
    });

    test('a held intent that is refused, or that nobody answers, is given up once and reported', async () => {
      await bench.append(0, [anIntent('k1'), anIntent('k2'), anIntent('k3')]);
      const now = bench.now();
      for (const [at, entry] of (await bench.outbox.read(0, 'a', 10, 0)).entries())
        await bench.outbox.settle(entry, { fate: 'held', attempts: 0, until: now + 1_000 * (3 - at), reason: 'drogo' });
      const held = await bench.outbox.held(0, 2);
      expect(held.map((one) => one.intent.key)).toEqual(['k3', 'k2']);
      expect(await bench.outbox.refuse(0, held[1]!.id, 'nie teraz')).toBe(true);
      expect(await bench.outbox.refuse(0, held[1]!.id, 'nie teraz')).toBe(false);
      expect(await bench.outbox.expire(0, now + 999)).toEqual([]);
      expect((await bench.outbox.expire(0, now + 1_000)).map((one) => one.intent.key)).toEqual(['k3']);
      expect(await bench.outbox.expire(0, now + 1_000)).toEqual([]);
      expect(await bench.outbox.approve(0, held[0]!.id, { by: 'x', at: 0 })).toBe(false);
      expect((await bench.suppressed(0)).map((one) => [one.intent.key, one.guard, one.reason])).toEqual([
        ['k2', 'approval', 'nie teraz'],
        ['k3', 'approval', 'nobody approved it in time'],
      ]);
      expect((await bench.reports(0)).map((one) => one.id)).toEqual(['k2:suppressed', 'k3:suppressed']);
      expect((await bench.counters(0)).get('deliver.suppressed')).toBe(2);
      expect(await bench.outbox.measure(0)).toMatchObject({ held: 1 });
    });

    test('an entry that its worker keeps is not taken over, and one that was taken over is not taken back', async () => {
      await bench.append(0, [anIntent('k1'), anIntent('k2')]);
      const ids = (await bench.outbox.read(0, 'a', 10, 0)).map((entry) => entry.id);
      // Long enough that a busy machine does not let the kept one grow old between two commands.
      await bench.pass(1_600);
      await bench.outbox.keep(0, 'a', [ids[0]!]);
      const claimed = await bench.outbox.claim(0, 'b', 1_500, 10, []);
      expect(claimed.map((entry) => entry.intent.key)).toEqual(['k2']);
      await bench.pass(30);
      await bench.outbox.keep(0, 'a', ids);
      await bench.reconnect();
      expect((await bench.outbox.read(0, 'b', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k2']);
      expect((await bench.outbox.read(0, 'a', 10, 0)).map((entry) => entry.intent.key)).toEqual(['k1']);
    });

    test('a consumer takes over what it no longer holds, and never from itself what it does, so that others can', async () => {
      await bench.append(0, [anIntent('k1'), anIntent('k2'), anIntent('k3')]);
      const [hangs] = await bench.outbox.read(0, 'a', 10, 0);
      await bench.pass(1_600);
      const again = await bench.outbox.claim(0, 'a', 1_500, 1, [hangs!.id]);
      expect(again.map((entry) => [entry.intent.key, entry.deliveries])).toEqual([['k2', 2]]);
      expect((await bench.outbox.claim(0, 'b', 1_500, 10, [])).map((entry) => entry.intent.key)).toEqual(['k1', 'k3']);
      await bench.pass(1_600);
      // What another has it may take, even when it believes to hold it.
      expect((await bench.outbox.claim(0, 'a', 1_500, 1, [hangs!.id])).map((entry) => entry.intent.key)).toEqual(['k1']);
    });

    test('it says how often an entry was handed out, and how often its attempt was begun', async () => {
      await bench.append(0, [anIntent('k1')]);
      const [first] = await bench.outbox.read(0, 'a', 10, 0);
      expect(first!.deliveries ?? 1).toBe(1);
      await bench.reconnect();
      const [second] = await bench.outbox.read(0, 'a', 10, 0);
      expect(second!.deliveries).toBe(2);
      await bench.pass(30);
      const [third] = await bench.outbox.claim(0, 'b', 20, 10, []);
      expect(third!.deliveries).toBe(3);
      expect(await bench.outbox.begin(third!)).toBe(1);
      expect(await bench.outbox.begin(third!)).toBe(2);
    });

    test('trimming never takes an unread or an unsettled intent', async () => {
      await bench.append(
        0,
        Array.from({ length: 300 }, (_, index) => anIntent(`k${index}`)),
      );
      const read = await bench.outbox.read(0, 'a', 250, 0);
      for (const entry of read) if (entry.intent.key !== 'k150') await bench.outbox.settle(entry, { fate: 'delivered', attempts: 1 });
      const gone = await bench.outbox.trim(0);
      expect(gone).toBeGreaterThan(0);
      expect(gone).toBeLessThanOrEqual(150);
      await bench.reconnect();
      expect((await bench.outbox.read(0, 'a', 250, 0)).map((entry) => entry.intent.key)).toEqual(['k150']);
      expect(await bench.outbox.read(0, 'a', 250, 0)).toHaveLength(50);
    });

    test('it is measured', async () => {
      expect(await bench.outbox.measure(0)).toEqual({ waiting: 0, pending: 0, oldestSeconds: 0, retries: 0, held: 0 });
      await bench.append(0, [anIntent('k1'), anIntent('k2'), anIntent('k3')]);
      await bench.pass(20);
      const [entry] = await bench.outbox.read(0, 'a', 2, 0);
      await bench.outbox.settle(entry!, { fate: 'delivered', attempts: 1 });
      const measure = await bench.outbox.measure(0);
      expect(measure).toMatchObject({ waiting: 2, pending: 1, retries: 0 });
      expect(measure.oldestSeconds).toBeGreaterThan(0);
    });
  });
}
