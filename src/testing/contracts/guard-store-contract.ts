import { array, assert, asyncProperty, constantFrom, integer, record, type Arbitrary } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Claim, Claimed, GuardStore } from '#outbox';

/** What a test needs beside the port: a second store on the same counters, as another deliverer has, and time that passes. */
export interface GuardBench {
  readonly stores: readonly [GuardStore, GuardStore];
  pass(milliseconds: number): void;
  stop(): Promise<void>;
}

/** A claim for tests; nothing is capped unless it says so. */
export function aClaim(key: string, more: Partial<Claim> = {}): Claim {
  return {
    key,
    token: `${key}-1`,
    rule: 'retarget',
    account: 'meta-ads',
    contacts: [],
    some: false,
    frequency: [],
    remember: 0,
    spends: [],
    ...more,
  };
}

const capped = (max: number, across: 'all' | 'rule' | 'connector' = 'all', period = 1_000): Partial<Claim> => ({
  frequency: [{ max, period, across }],
  remember: period,
});
const spends = (amount: bigint, limit: bigint, counter = 'rule:retarget:EUR', period = 1_000): Partial<Claim> => ({
  spends: [{ counter, limit, period, amount }],
});
const words = (claimed: Claimed): string => (claimed.kind === 'granted' ? claimed.kind : claimed.guard);

/** Every guard store passes these, whatever it is made of. */
export function guardStoreContract(name: string, make: () => Promise<GuardBench>): void {
  describe(`${name} keeps the guard store contract`, () => {
    let bench: GuardBench;
    let store: GuardStore;
    let other: GuardStore;
    beforeEach(async () => {
      bench = await make();
      [store, other] = bench.stores;
    });
    afterEach(async () => bench.stop());

    test('of many deliverers that claim the last money at once, one gets it', async () => {
      await store.claim(aClaim('k0', spends(60n, 100n)));
      const claims = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? store : other).claim(aClaim(`k${at + 1}`, spends(40n, 100n))));
      const answers = (await Promise.all(claims)).map(words);
      expect(answers.filter((one) => one === 'granted')).toHaveLength(1);
      expect(answers.filter((one) => one === 'spend-cap')).toHaveLength(19);
      expect(await store.claim(aClaim('k99', spends(1n, 100n)))).toEqual({ kind: 'refused', guard: 'spend-cap', index: 0, found: 100n });
    });

    test('the same intent claims again without being counted twice, by whichever deliverer', async () => {
      for (const [at, one] of [store, other, store].entries())
        expect(words(await one.claim(aClaim('k1', { token: `t${at}`, contacts: ['żaneta'], ...capped(1), ...spends(100n, 100n) })))).toBe(
          'granted',
        );
      expect(words(await store.claim(aClaim('k2', spends(1n, 100n))))).toBe('spend-cap');
      expect(words(await store.claim(aClaim('k2', { contacts: ['żaneta'], ...capped(1) })))).toBe('frequency-cap');
    });

    test('what was spent is free again when its period is over, counted from the latest attempt', async () => {
      await store.claim(aClaim('k1', spends(100n, 100n)));
      bench.pass(600);
      await store.claim(aClaim('k1', { token: 'again', ...spends(100n, 100n) }));
      bench.pass(600);
      expect(words(await store.claim(aClaim('k2', spends(1n, 100n))))).toBe('spend-cap');
      bench.pass(600);
      expect(words(await store.claim(aClaim('k2', spends(100n, 100n))))).toBe('granted');
    });

    test('a contact is reached at most so often in a period, across rules, in one rule, or over one account', async () => {
      const claim = async (key: string, rule: string, account: string, across: 'all' | 'rule' | 'connector') =>
        words(await store.claim(aClaim(key, { rule, account, contacts: ['ola'], ...capped(2, across, 1_000) })));
      expect(await claim('k1', 'a', 'sms', 'all')).toBe('granted');
      expect(await claim('k2', 'b', 'mail', 'all')).toBe('granted');
      expect(await claim('k3', 'c', 'push', 'all')).toBe('frequency-cap');
      expect(await claim('k4', 'a', 'push', 'rule')).toBe('granted');
      expect(await claim('k5', 'a', 'push', 'rule')).toBe('frequency-cap');
      expect(await claim('k6', 'z', 'mail', 'connector')).toBe('granted');
      expect(await claim('k7', 'z', 'mail', 'connector')).toBe('frequency-cap');
      bench.pass(1_001);
      expect(await claim('k8', 'c', 'push', 'all')).toBe('granted');
    });

    test('actions of rules without a cap count for those with one, as long as they are remembered', async () => {
      await store.claim(aClaim('k1', { contacts: ['ola'], remember: 5_000 }));
      expect(words(await store.claim(aClaim('k2', { contacts: ['ola'], ...capped(1, 'all', 5_000) })))).toBe('frequency-cap');
      bench.pass(5_001);
      expect(words(await store.claim(aClaim('k2', { contacts: ['ola'], ...capped(1, 'all', 5_000) })))).toBe('granted');
    });

    test('of an audience those drop out who were reached too often; when nobody is left, it is refused', async () => {
      await store.claim(aClaim('k1', { contacts: ['ola', 'łukasz'], some: true, ...capped(1) }));
      const claim = { contacts: ['ola', 'ewa', 'łukasz', 'jan', 'ewa'], some: true, ...capped(1) };
      expect(await other.claim(aClaim('k2', claim))).toEqual({ kind: 'granted', contacts: ['ewa', 'jan'] });
      expect(words(await other.claim(aClaim('k3', claim)))).toBe('frequency-cap');
      expect(await store.claim(aClaim('k2', { ...claim, token: 'again' }))).toEqual({ kind: 'granted', contacts: ['ewa', 'jan'] });
    });

    test('a run addresses no more contacts than it may, each counted once', async () => {
      const reach = { run: 'retarget|buty|1', max: 3 };
      expect(words(await store.claim(aClaim('k1', { contacts: ['a', 'b'], some: true, reach })))).toBe('granted');
      expect(words(await other.claim(aClaim('k2', { contacts: ['b', 'c'], some: true, reach })))).toBe('granted');
      expect(await store.claim(aClaim('k3', { contacts: ['c', 'd'], some: true, reach }))).toEqual({
        kind: 'refused',
        guard: 'blast-radius',
        index: 0,
        found: 4n,
      });
      expect(words(await store.claim(aClaim('k4', { contacts: ['a'], reach })))).toBe('granted');
      expect(words(await store.claim(aClaim('k5', { contacts: ['d'], reach: { run: 'retarget|buty|2', max: 3 } })))).toBe('granted');
    });

    test('a claim that one guard refuses is booked nowhere', async () => {
      const reach = { run: 'r', max: 1 };
      await store.claim(aClaim('k1', { contacts: ['a'], reach }));
      await store.claim(aClaim('k2', { contacts: ['b'], reach, ...capped(1), ...spends(100n, 100n) }));
      expect(words(await store.claim(aClaim('k3', { contacts: ['b'], ...capped(1), ...spends(100n, 100n) })))).toBe('granted');
      const two = { spends: [...spends(1n, 9n, 'first').spends!, ...spends(10n, 9n, 'second').spends!] };
      expect(await store.claim(aClaim('k4', two))).toEqual({ kind: 'refused', guard: 'spend-cap', index: 1, found: 0n });
      expect(words(await store.claim(aClaim('k5', spends(9n, 9n, 'first'))))).toBe('granted');
    });

    test('what was refused for sure is given back, but never what a later attempt booked', async () => {
      const claim = aClaim('k1', { contacts: ['ola', 'ewa'], some: true, ...capped(1), ...spends(100n, 100n) });
      await store.claim(claim);
      await store.release(claim);
      const second = aClaim('k2', { contacts: ['ola'], ...capped(1), ...spends(100n, 100n) });
      expect(words(await store.claim(second))).toBe('granted');
      const later = { ...second, token: 'later' };
      await other.claim(later);
      await store.release(second);
      expect(words(await store.claim(aClaim('k3', spends(1n, 100n))))).toBe('spend-cap');
      expect(words(await store.claim(aClaim('k3', { contacts: ['ola'], ...capped(1) })))).toBe('frequency-cap');
      await other.release(later);
      expect(words(await store.claim(aClaim('k3', { contacts: ['ola'], ...capped(1), ...spends(100n, 100n) })))).toBe('granted');
    });

    test('large amounts are added up exactly', async () => {
      const limit = 1_000_000_000_000_000n;
      expect(words(await store.claim(aClaim('k1', spends(limit - 1n, limit))))).toBe('granted');
      expect(words(await store.claim(aClaim('k2', spends(2n, limit))))).toBe('spend-cap');
      expect(words(await store.claim(aClaim('k2', spends(1n, limit))))).toBe('granted');
    });

    test('whatever two deliverers claim, repeat and give back, it answers as the plain reading of the rules does', async () => {
      await assert(
        asyncProperty(array(turn, { minLength: 1, maxLength: 25 }), async (turns) => {
          const own = await make();
          try {
            const plain = new PlainGuards();
            for (const [at, one] of turns.entries()) {
              own.pass(one.after);
              plain.now += one.after;
              const claim = claimOf(one, at);
              const store = own.stores[one.deliverer as 0 | 1];
              const given = await store.claim(claim);
              expect(given.kind === 'granted' ? given : { kind: given.kind, guard: given.guard }).toEqual(plain.claim(claim));
              if (one.fate === 'refused' && given.kind === 'granted') {
                await store.release({ ...claim, contacts: given.contacts });
                plain.release(claim);
              }
            }
          } finally {
            await own.stop();
          }
        }),
        { numRuns: name.startsWith('Memory') ? 200 : 40 },
      );
    });
  });
}

const turn: Arbitrary<{
  intent: number;
  after: number;
  deliverer: number;
  contacts: string[];
  max: number;
  across: 'all' | 'rule' | 'connector';
  amount: number;
  rule: string;
  fate: 'sent' | 'died' | 'refused';
}> = record({
  // Few intents, so that many turns are repeats of one.
  intent: integer({ min: 0, max: 8 }),
  after: constantFrom(0, 1, 40, 400, 1_200),
  deliverer: integer({ min: 0, max: 1 }),
  contacts: array(constantFrom('ola', 'ewa', 'łukasz'), { maxLength: 3 }),
  max: integer({ min: 1, max: 3 }),
  across: constantFrom('all' as const, 'rule' as const, 'connector' as const),
  amount: integer({ min: 0, max: 60 }),
  rule: constantFrom('a', 'b'),
  fate: constantFrom('sent' as const, 'died' as const, 'refused' as const),
});

function claimOf(
  one: { intent: number; contacts: string[]; max: number; across: 'all' | 'rule' | 'connector'; amount: number; rule: string },
  at: number,
): Claim {
  const contacts = [...new Set(one.contacts)];
  return aClaim(`k${one.intent}`, {
    token: `t${at}`,
    rule: one.rule,
    account: one.rule === 'a' ? 'sms' : 'mail',
    contacts,
    some: contacts.length > 1,
    frequency: [{ max: one.max, period: 1_000, across: one.across }],
    remember: 1_000,
    spends: [{ counter: one.rule, limit: 100n, period: 1_000, amount: BigInt(one.amount) }],
  });
}

/** The plain reading: a list of everything booked, looked through from the start every time. */
class PlainGuards {
  now = 0;
  reached: { contact: string; at: number; key: string; rule: string; account: string; token: string }[] = [];
  spent: { counter: string; at: number; key: string; amount: bigint; token: string }[] = [];

  claim(claim: Claim): object {
    const cap = claim.frequency[0]!;
    const passing = claim.contacts.filter((contact) => {
      const counting = this.reached.filter(
        (one) =>
          one.contact === contact &&
          one.at > this.now - cap.period &&
          (cap.across === 'all' || (cap.across === 'rule' ? one.rule === claim.rule : one.account === claim.account)),
      );
      return counting.some((one) => one.key === claim.key) || counting.length < cap.max;
    });
    if (passing.length < claim.contacts.length && (!claim.some || passing.length === 0)) return { kind: 'refused', guard: 'frequency-cap' };
    const spend = claim.spends[0]!;
    const standing = this.spent.filter((one) => one.counter === spend.counter && one.at > this.now - spend.period);
    const mine = standing.find((one) => one.key === claim.key);
    const total = standing.reduce((sum, one) => sum + one.amount, 0n);
    if (mine === undefined && total + spend.amount > spend.limit) return { kind: 'refused', guard: 'spend-cap' };
    const { key, rule, account, token } = claim;
    this.spent = this.spent.filter((one) => !(one.counter === spend.counter && one.key === key));
    this.spent.push({ counter: spend.counter, at: this.now, key, amount: mine?.amount ?? spend.amount, token });
    this.reached = this.reached.filter((one) => !(one.key === key && passing.includes(one.contact)));
    for (const contact of passing) this.reached.push({ contact, at: this.now, key, rule, account, token });
    return { kind: 'granted', contacts: passing };
  }

  release(claim: Claim): void {
    this.reached = this.reached.filter((one) => !(one.key === claim.key && one.token === claim.token));
    this.spent = this.spent.filter((one) => !(one.key === claim.key && one.token === claim.token));
  }
}
