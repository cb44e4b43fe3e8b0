import type { Intent } from '#action';
import type { Account } from '#config';
import type { Connector, Operation } from '#connector';
import type { ContactRecord } from '#contact';
import type { Occurrence } from '#telemetry';
import { describe, expect, test } from 'vitest';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import type { Delivery } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import { MemoryGuardStore } from './memory-guard-store.ts';
import { suppress } from './suppress.ts';

/** Warsaw: half past ten in the evening; London: half past nine; New York: half past four in the afternoon. */
const EVENING = Date.parse('2026-06-01T22:30:00+02:00');
const MORNING = Date.parse('2026-06-02T08:00:00+02:00');
const never = new AbortController().signal;
const records = new Map<string, ContactRecord>([
  ['zoë', { zone: { name: 'America/New_York', at: 1 } }],
  ['łucja', {}],
]);
const send: Operation = {
  name: 'send',
  summary: '',
  parameters: {
    spend: { type: 'number', required: false, summary: '', money: 'amount' },
    spend_currency: { type: 'text', required: false, summary: '', money: 'currency' },
  },
  open: true,
  spends: false,
};
const connector: Connector = {
  type: 'webhook',
  summary: '',
  operations: [send, { ...send, name: 'buy', spends: true }, { ...send, name: 'post', reaches: false }],
  perform: async () => ({ kind: 'delivered' }),
};
const account: Account = { name: 'crm', type: 'webhook', url: 'https://crm.example', options: {}, perSecond: 1, allowPrivate: false };

/** All guards over one memory, at a time that can be moved. */
function desk(deployment: DeploymentGuards = {}, start = EVENING) {
  const time = { now: start };
  const seen: Occurrence[] = [];
  const stage = suppress({
    contactBook: { read: async (asked) => new Map([...records].filter(([contact]) => asked.includes(contact))) },
    killSwitch: { all: () => undefined, stops: () => undefined },
    guardStore: new MemoryGuardStore(() => time.now),
    deployment,
    clock: { now: () => time.now, monotonic: () => 0, sleep: async () => {} },
    random: () => 0,
    observe: (one) => seen.push(one),
    consumer: 'a',
  });
  let unique = 0;
  const ask = async (more: Partial<Intent>, entry: { approved?: { by: string; at: number }; account?: Partial<Account> } = {}) => {
    const { account: other, ...rest } = entry;
    const intent = anIntent(`k${++unique}`, { connector: 'crm', operation: 'send', ...more });
    const delivery: Delivery = {
      entry: { partition: 0, id: '1-0', intent, attempts: 0, ...rest },
      intent,
      account: { ...account, ...other },
      connector,
      records: new Map(),
    };
    const { outcome, intent: left } = await stage(delivery, never);
    return { outcome, members: left.members };
  };
  return { ask, time, seen };
}

const night = { from: '21:00', to: '08:00', zone: 'Europe/Warsaw', do: 'delay' } as const;

describe('quiet hours', () => {
  test('delay what reaches people until their end, and leave alone what reaches nobody', async () => {
    const { ask, seen } = desk();
    expect((await ask({ contact: 'łucja', guards: { quietHours: night } })).outcome).toMatchObject({ fate: 'retryLater', due: MORNING });
    expect((await ask({ members: ['łucja'], guards: { quietHours: night } })).outcome).toMatchObject({ fate: 'retryLater', due: MORNING });
    expect((await ask({ guards: { quietHours: night } })).outcome).toBeUndefined();
    expect((await ask({ contact: 'łucja', operation: 'post', guards: { quietHours: night } })).outcome).toBeUndefined();
    const desks = { account: { options: { reaches: 'no' } } };
    expect((await ask({ contact: 'łucja', guards: { quietHours: night } }, desks)).outcome).toBeUndefined();
    expect(seen).toContainEqual({ kind: 'guard.acted', guard: 'quiet-hours', rule: expect.any(String), effect: 'delayed' });
  });

  test('go by the own zone of a contact, and by the named one where it is not known or for an audience', async () => {
    const { ask } = desk();
    const quietHours = { ...night, zone: 'contact', otherwise: 'Europe/Warsaw' };
    expect((await ask({ contact: 'zoë', guards: { quietHours } })).outcome).toBeUndefined();
    expect((await ask({ contact: 'łucja', guards: { quietHours } })).outcome).toMatchObject({ due: MORNING });
    expect((await ask({ members: ['zoë'], guards: { quietHours } })).outcome).toMatchObject({ due: MORNING });
  });

  test('give up what is dropped, and drop goes before delay, of rule and deployment', async () => {
    const { ask } = desk({ quietHours: { ...night, to: '09:00' } });
    expect((await ask({ contact: 'łucja' })).outcome).toMatchObject({ fate: 'retryLater', due: MORNING + 3_600_000 });
    const drops = { quietHours: { ...night, do: 'drop' } } as const;
    expect((await ask({ contact: 'łucja', guards: drops })).outcome).toMatchObject({ fate: 'suppressed', guard: 'quiet-hours' });
  });
});

describe('approval', () => {
  const guards = { approveAbove: { amount: '100', currency: 'EUR', within: 3_600_000 } };
  const spend = (amount: number, currency = 'EUR'): Partial<Intent> => ({
    parameters: { spend: amount, spend_currency: currency },
    guards,
  });

  test('holds what costs more, until a person said yes', async () => {
    const { ask } = desk();
    expect((await ask(spend(100))).outcome).toBeUndefined();
    expect((await ask(spend(100.01))).outcome).toMatchObject({
      fate: 'held',
      until: EVENING + 3_600_000,
      reason: 'it costs 100.01 EUR; above 100.00 EUR a person must say yes',
    });
    expect((await ask(spend(500), { approved: { by: 'ak', at: 1 } })).outcome).toBeUndefined();
    expect((await ask({ guards })).outcome).toBeUndefined();
  });

  test('the stricter of rule and deployment counts, converted where the currencies differ', async () => {
    const { ask } = desk({
      approveAbove: { amount: '200', currency: 'PLN', within: 60_000 },
      rates: { base: 'EUR', worth: { PLN: '0.25' } },
    });
    expect((await ask(spend(49))).outcome).toBeUndefined();
    expect((await ask(spend(51))).outcome).toMatchObject({ fate: 'held', until: EVENING + 60_000 });
  });

  test('gives up what costs and does not say how much, or has no rate', async () => {
    const { ask } = desk();
    expect((await ask({ operation: 'buy', guards })).outcome).toMatchObject({ fate: 'suppressed', guard: 'no-rate' });
    expect((await ask(spend(1, 'USD'))).outcome).toMatchObject({ guard: 'no-rate', reason: 'there is no rate from USD to EUR' });
    expect((await ask({ parameters: { spend: 5 }, guards })).outcome).toMatchObject({ guard: 'no-rate' });
    expect((await ask({ parameters: { spend: 5 }, guards }, { account: { options: { currency: 'EUR' } } })).outcome).toBeUndefined();
  });
});

describe('counters', () => {
  test('a contact is reached so often over all rules, one rule, or one account, and an audience loses those', async () => {
    const cap = (across: 'all' | 'rule' | 'connector') => ({ guards: { frequencyCap: { max: 2, per: 86_400_000, across } } });
    const { ask, time } = desk();
    await ask({ contact: 'łucja', rule: 'a', ...cap('all') });
    await ask({ contact: 'łucja', rule: 'b', connector: 'mail', ...cap('all') });
    expect((await ask({ contact: 'łucja', rule: 'c', ...cap('all') })).outcome).toMatchObject({
      fate: 'suppressed',
      guard: 'frequency-cap',
      reason: '2 actions of any rule in 1d reached the contact, and 2 may',
    });
    expect((await ask({ contact: 'łucja', rule: 'a', ...cap('rule') })).outcome).toBeUndefined();
    expect((await ask({ contact: 'łucja', rule: 'a', ...cap('rule') })).outcome).toMatchObject({ guard: 'frequency-cap' });
    expect((await ask({ contact: 'łucja', rule: 'z', connector: 'mail', ...cap('connector') })).outcome).toBeUndefined();
    expect(await ask({ members: ['łucja', 'zoë'], rule: 'd', ...cap('all') })).toEqual({ outcome: undefined, members: ['zoë'] });
    time.now += 86_400_001;
    expect((await ask({ contact: 'łucja', rule: 'c', ...cap('all') })).outcome).toBeUndefined();
  });

  test('a run addresses so many different people over all its steps, and a step beyond is given up whole', async () => {
    const { ask } = desk();
    const guards = { blastRadius: { maxContacts: 3 } };
    expect((await ask({ members: ['a', 'b'], run: 'r', guards })).outcome).toBeUndefined();
    expect((await ask({ members: ['b', 'c'], run: 'r', guards })).outcome).toBeUndefined();
    expect((await ask({ members: ['c', 'd'], run: 'r', guards })).outcome).toMatchObject({
      guard: 'blast-radius',
      reason: 'the run would address 4 contacts, and 3 may be',
    });
    expect((await ask({ members: ['c', 'd'], run: 's', guards })).outcome).toBeUndefined();
  });

  test('money is spent up to the cap of a period, each rule its own and the deployment one for all, by currency', async () => {
    const { ask, time } = desk({ spendCap: { amount: '100', currency: 'EUR', per: 3_600_000 } });
    const of = (rule: string, amount: number, currency = 'EUR') => ({
      rule,
      parameters: { spend: amount, spend_currency: currency },
      guards: { spendCap: { amount: '60', currency: 'EUR', per: 3_600_000 } },
    });
    expect((await ask(of('a', 40))).outcome).toBeUndefined();
    expect((await ask(of('a', 30))).outcome).toMatchObject({
      guard: 'spend-cap',
      reason: '40.00 EUR of 60.00 EUR in 1h are spent, and it costs 30.00 EUR',
    });
    expect((await ask(of('b', 60))).outcome).toBeUndefined();
    expect((await ask(of('c', 1))).outcome).toMatchObject({
      guard: 'spend-cap',
      reason: expect.stringContaining('100.00 EUR of 100.00 EUR'),
    });
    expect((await ask(of('c', 1, 'USD'))).outcome).toMatchObject({ guard: 'no-rate' });
    time.now += 3_600_001;
    expect((await ask(of('c', 1))).outcome).toBeUndefined();
  });
});
