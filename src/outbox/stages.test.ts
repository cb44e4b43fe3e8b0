import { describe, expect, test, vi } from 'vitest';
import type { DeliveryReport } from '#action';
import type { Account } from '#config';
import type { Connector } from '#connector';
import type { ContactRecord } from '#contact';
import type { Occurrence } from '#telemetry';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { Breakers } from './breakers.ts';
import { deliver } from './deliver.ts';
import { defaultDeliverSettings } from './deliver-settings.ts';
import type { Delivery, Stage } from './delivery.ts';
import { MemoryGuardStore } from './memory-guard-store.ts';
import { MemoryPacer } from './memory-pacer.ts';
import { pace } from './pace.ts';
import { series } from './series.ts';
import { suppress, type GuardNeeds } from './suppress.ts';

const clock0 = { now: () => 1_000_000, monotonic: () => 0, sleep: async () => {} };
const never = new AbortController().signal;
const yes = { granted: true, at: 1 };
const no = { granted: false, at: 2 };
const records = new Map<string, ContactRecord>([
  ['anna', { consents: { retargeting: yes, email: yes }, sealed: 'anna@przykład.pl' }],
  ['bartek', { consents: { retargeting: no }, sealed: 'zapomniany' }],
  ['cezary', { consents: { retargeting: yes } }],
]);
const book = { read: async (asked: readonly string[]) => new Map([...records].filter(([contact]) => asked.includes(contact))) };
const account: Account = { name: 'care-slack', type: 'slack', url: 'https://example.com', options: {}, perSecond: 10, allowPrivate: false };

function connectorThat(perform: Connector['perform']): Connector {
  return { type: 'slack', summary: '', operations: [], perform };
}

/** The guards of a deployment that says nothing else. */
function guarded(more: Partial<GuardNeeds> = {}): Stage {
  return suppress({
    contactBook: book,
    killSwitch: { all: () => undefined, stops: () => undefined },
    guardStore: new MemoryGuardStore(() => clock0.now()),
    deployment: {},
    clock: clock0,
    random: () => 0.5,
    observe: () => {},
    consumer: 'a',
    ...more,
  });
}

function delivery(more: Parameters<typeof anIntent>[1] = {}, connector = connectorThat(async () => ({ kind: 'delivered' }))): Delivery {
  const intent = anIntent('k1', more);
  return { entry: { partition: 0, id: '1-0', intent, attempts: 0 }, intent, account, connector, records: new Map() };
}

describe('suppress', () => {
  const stage = guarded();
  test.each([
    { name: 'nobody named needs no consent', intent: { purposes: ['retargeting'] }, guard: undefined },
    { name: 'a contact who agreed passes', intent: { contact: 'anna', purposes: ['retargeting', 'email'] }, guard: undefined },
    {
      name: 'a contact who agreed to some purposes only is held back',
      intent: { contact: 'cezary', purposes: ['retargeting', 'email'] },
      guard: 'consent',
    },
    { name: 'a contact who withdrew is held back', intent: { contact: 'bartek', purposes: ['retargeting'] }, guard: 'consent' },
    { name: 'an unknown contact is held back', intent: { contact: 'ktoś', purposes: ['retargeting'] }, guard: 'consent' },
    {
      name: 'a purpose named like a built-in is not granted by accident',
      intent: { contact: 'anna', purposes: ['toString'] },
      guard: 'consent',
    },
    { name: 'without purposes an unknown contact passes', intent: { contact: 'ktoś', purposes: [] }, guard: undefined },
    {
      name: 'an audience of whom nobody agreed is held back',
      intent: { members: ['bartek', 'ktoś'], purposes: ['retargeting'] },
      guard: 'consent',
    },
  ])('$name', async ({ intent, guard }) => {
    const { outcome } = await stage(delivery(intent), never);
    expect(outcome).toEqual(
      guard === undefined
        ? undefined
        : { fate: 'suppressed', attempts: 0, guard, reason: expect.stringContaining(`no consent to ${intent.purposes[0]}`) },
    );
  });

  test('of an audience those who agreed remain, in their order', async () => {
    const { intent, outcome } = await stage(delivery({ members: ['cezary', 'bartek', 'anna', 'ktoś'], purposes: ['retargeting'] }), never);
    expect(outcome).toBeUndefined();
    expect(intent.members).toEqual(['cezary', 'anna']);
  });

  test('the kill switch comes first, and what it stops waits without growing older', async () => {
    const on = { scope: 'slack', by: 'ak', why: 'zły tekst', at: 0 };
    const seen: Occurrence[] = [];
    const stopped = guarded({
      contactBook: { read: () => Promise.reject(new Error('not asked')) },
      killSwitch: { all: () => undefined, stops: (account) => (account.type === 'slack' ? on : undefined) },
      observe: (one) => seen.push(one),
    });
    const now = clock0.now();
    const { outcome } = await stopped(delivery({ contact: 'anna' }), never);
    expect(outcome).toEqual({
      fate: 'retryLater',
      attempts: 0,
      due: now + 15_000,
      since: now + 15_000,
      reason: 'the kill switch is on: zły tekst',
    });
    const old = delivery();
    const { outcome: later } = await stopped({ ...old, entry: { ...old.entry, attempts: 2, since: now - 5_000 } }, never);
    expect(later).toMatchObject({ attempts: 2, since: now - 5_000 + 15_000 });
    expect(seen).toEqual([
      { kind: 'guard.acted', guard: 'kill-switch', rule: 'product-buzz', effect: 'delayed' },
      { kind: 'guard.acted', guard: 'kill-switch', rule: 'product-buzz', effect: 'delayed' },
    ]);
  });
});

describe('series', () => {
  test('stops at the stage that decides, and the recorder always runs', async () => {
    const seen: string[] = [];
    const stage = (name: string, guard?: 'consent') => async (one: Delivery) => {
      seen.push(name);
      return guard === undefined ? one : { ...one, outcome: { fate: 'suppressed' as const, attempts: 0, guard, reason: 'x' } };
    };
    await series(stage('a'), stage('b', 'consent'), stage('c'), stage('record'))(delivery(), never);
    expect(seen).toEqual(['a', 'b', 'record']);
  });
});

describe('pace', () => {
  test('short waits are slept, long ones set the intent aside without burning an attempt', async () => {
    let now = 0;
    const slept: number[] = [];
    const clock = {
      now: () => 1_000_000 + now,
      monotonic: () => now,
      sleep: async (milliseconds: number) => {
        slept.push(milliseconds);
      },
    };
    const stage = pace(new MemoryPacer(clock), clock, () => 0, { paceWait: 250, maxAge: 1e9 });
    const outcomes = [];
    for (let turn = 0; turn < 4; turn++) outcomes.push((await stage(delivery(), never)).outcome);
    expect(slept).toEqual([100, 200]);
    expect(outcomes).toEqual([
      undefined,
      undefined,
      undefined,
      { fate: 'retryLater', attempts: 0, since: 1_000_000, due: 1_000_300, reason: expect.any(String) },
    ]);
    now = 1_000;
    expect((await stage(delivery(), never)).outcome).toBeUndefined();
    expect(slept).toHaveLength(2);
  });
});

describe('deliver', () => {
  const clock = { now: () => 5_000, monotonic: () => 0, sleep: async () => {} };
  const needs = (seen: Occurrence[] = [], settings = defaultDeliverSettings) => ({
    breakers: new Breakers(
      (one) => seen.push(one),
      settings,
      () => clock.monotonic(),
    ),
    open: async (sealed: string, contact: string) =>
      contact === 'bartek' ? Promise.reject(new Error('erased')) : { email: sealed, more: { x: 1 } },
    clock,
    random: () => 0.5,
    observe: (one: Occurrence) => seen.push(one),
    settings,
  });

  test.each<[DeliveryReport, object]>([
    [
      { kind: 'delivered', accepted: 3, rejected: 1 },
      { fate: 'delivered', attempts: 1, accepted: 3, rejected: 1 },
    ],
    [
      { kind: 'refused', reason: 'nie ma kanału' },
      { fate: 'dead', attempts: 1, code: 'refused-by-platform', reason: 'nie ma kanału' },
    ],
    [
      { kind: 'retryLater', reason: '503' },
      { fate: 'retryLater', attempts: 1, since: 5_000, due: 5_500, reason: '503' },
    ],
  ])('%j becomes %j', async (report, outcome) => {
    const stage = deliver(needs());
    expect(
      (
        await stage(
          delivery(
            {},
            connectorThat(async () => report),
          ),
          never,
        )
      ).outcome,
    ).toEqual(outcome);
  });

  test('opens the people it addresses, in order and only for the attempt; who does not open goes by pseudonym', async () => {
    let people: unknown;
    const connector = connectorThat(async (dispatch) => {
      people = dispatch.people;
      return { kind: 'delivered' };
    });
    const given = { ...delivery({ members: ['cezary', 'anna', 'bartek'] }, connector), records };
    const after = await deliver(needs())(given, never);
    expect(people).toEqual([{ contact: 'cezary' }, { contact: 'anna', email: 'anna@przykład.pl' }, { contact: 'bartek' }]);
    expect(JSON.stringify(after.outcome)).not.toContain('przykład');
  });

  test('a connector that never answers and one that throws are retried', async () => {
    const stage = deliver(needs([], { ...defaultDeliverSettings, attemptTimeout: 20 }));
    expect(
      (
        await stage(
          delivery(
            {},
            connectorThat(async () => new Promise(() => {})),
          ),
          never,
        )
      ).outcome,
    ).toMatchObject({
      fate: 'retryLater',
      reason: 'no answer within 20 ms',
    });
    expect(
      (
        await stage(
          delivery(
            {},
            connectorThat(async () => Promise.reject(new Error('błąd'))),
          ),
          never,
        )
      ).outcome,
    ).toMatchObject({
      fate: 'retryLater',
      reason: 'the connector failed: błąd',
    });
  });

  test('a stop of the worker leaves the entry unsettled', async () => {
    const stop = new AbortController();
    const running = deliver(needs())(
      delivery(
        {},
        connectorThat(async () => new Promise(() => {})),
      ),
      stop.signal,
    );
    stop.abort();
    await expect(running).rejects.toThrow();
  });

  test('the breaker opens after failures in a row, burns no attempts while it rests, tests once, and closes', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    try {
      const seen: Occurrence[] = [];
      let asked = 0;
      let report: DeliveryReport = { kind: 'retryLater', reason: '503' };
      const connector = connectorThat(async () => {
        asked++;
        return report;
      });
      const stage = deliver(needs(seen));
      for (let turn = 0; turn < 5; turn++) await stage(delivery({}, connector), never);
      expect(asked).toBe(5);
      const resting = await stage(delivery({}, connector), never);
      expect(asked).toBe(5);
      expect(resting.outcome).toMatchObject({ fate: 'retryLater', attempts: 0, due: 5_000 + 15_000 });
      vi.setSystemTime(10_001);
      report = { kind: 'delivered' };
      expect((await stage(delivery({}, connector), never)).outcome).toMatchObject({ fate: 'delivered' });
      expect(seen.flatMap((one) => (one.kind === 'breaker.changed' ? [one.state] : []))).toEqual(['open', 'half-open', 'closed']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('an account whose platform asked for a wait is left alone for so long, by its other intents too', async () => {
    let asked = 0;
    const connector = connectorThat(async () => {
      asked++;
      return { kind: 'retryLater', reason: '429', afterMilliseconds: 7_000 };
    });
    const stage = deliver(needs());
    await stage(delivery({}, connector), never);
    const next = await stage(delivery({}, connector), never);
    expect(asked).toBe(1);
    expect(next.outcome).toMatchObject({ fate: 'retryLater', attempts: 0, due: 5_000 + 7_000 + 5_000 });
  });

  test('refusals do not open the breaker: the platform lives', async () => {
    const seen: Occurrence[] = [];
    const stage = deliver(needs(seen));
    for (let turn = 0; turn < 20; turn++)
      await stage(
        delivery(
          {},
          connectorThat(async () => ({ kind: 'refused', reason: '400' })),
        ),
        never,
      );
    expect(seen.filter((one) => one.kind === 'breaker.changed')).toEqual([]);
  });
});
