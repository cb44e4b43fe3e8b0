import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditConversion } from './credit-conversion.ts';
import {
  type CreditDelta,
  type CreditLedger,
  emptyLedger,
  everything,
  mergeLedgers,
  type NamedModel,
  noteConversion,
  noteRefund,
  noteTouch,
  worthOf,
} from './credit-ledger.ts';
import { type CreditRules, defaultCreditRules } from './credit-rules.ts';
import { minorUnits } from './minor-units.ts';
import type { Touch } from './touch.ts';

const kinds: { readonly [name: string]: CreditRules['model'] } = {
  first: 'first',
  last: 'last',
  'last-click': 'last-click',
  'last-non-direct': 'lastNonDirect',
  linear: 'linear',
  'time-decay': 'timeDecay',
  position: 'position',
  shapley: 'shapley',
  markov: new Map([
    ['meta', 0.7],
    ['google', 0.2],
  ]),
  custom: ({ kind, days, place, count }) => (kind === 'view' ? Number.NaN : 2 - days + place / count),
};
const bounds = { maxTouches: 50, maxEntries: 50, corrections: 5_000, lookback: 2_000 };
const at = integer({ min: 0, max: 1_000 });
const who = integer({ min: 0, max: 1 });
const id = integer({ min: 0, max: 4 });
const step = oneof(
  record({
    does: constantFrom('touch' as const),
    who,
    at,
    channel: constantFrom('meta', 'google', 'direct', 'poczta'),
    campaign: constantFrom('wiosna', 'lato', undefined),
    kind: constantFrom('click' as const, 'view' as const, 'visit' as const),
  }),
  record({
    does: constantFrom('convert' as const),
    who,
    at,
    id,
    minor: integer({ min: 0, max: 1_000_000 }),
    currency: constantFrom('PLN', 'PLN', 'EUR'),
    claim: constantFrom(undefined, { channel: 'x', campaign: 'k' }),
  }),
  record({ does: constantFrom('refund' as const), who, id, minor: oneof(integer({ min: 0, max: 1_500_000 }), constantFrom(everything)) }),
  record({ does: constantFrom('merge' as const) }),
);
const rulesOf = record({
  views: constantFrom('always' as const, 'without-click' as const, 'never' as const),
  level: constantFrom('channel' as const, 'campaign' as const),
  clickLookback: constantFrom(100, 2_000),
});
/** 400 histories in everyday runs; the whole proof is HISTORIES=10000. */
const histories = Number(process.env['HISTORIES'] ?? 400);

describe('a ledger of credits', () => {
  it('gives what it owes exactly at every time under every model, whatever comes late, is joined, taken back, restated or told twice', () => {
    assert(
      property(rulesOf, array(step, { maxLength: 25 }), (some, steps) => {
        const models: readonly NamedModel[] = Object.entries(kinds).map(([name, model]) => ({
          name,
          rules: { ...defaultCreditRules, viewLookback: 500, halfLife: 200, ...some, model },
        }));
        const ledgers: [CreditLedger, CreditLedger] = [emptyLedger(), emptyLedger()];
        const owed = new Map<string, number>();
        const shares = new Map<string, number>();
        let merged = false;
        for (const one of steps) {
          const ledger = one.does === 'merge' || merged ? ledgers[0] : ledgers[one.who]!;
          let deltas: CreditDelta[] = [];
          if (one.does === 'touch') {
            const { channel, campaign, kind } = one;
            const touch: Touch = campaign === undefined ? { at: one.at, channel, kind } : { at: one.at, channel, campaign, kind };
            deltas = noteTouch(ledger, touch, models, bounds);
          } else if (one.does === 'convert') {
            const { at: time, minor, currency, claim } = one;
            const stated = { id: `k${one.id}`, at: time, minor, currency, ...(claim === undefined ? {} : { claim }) };
            deltas = noteConversion(ledger, stated, models, bounds);
          } else if (one.does === 'refund') deltas = noteRefund(ledger, `k${one.id}`, one.minor, bounds);
          else if (!merged) {
            merged = true;
            deltas = mergeLedgers(ledgers[0], ledgers[1], models, bounds);
            ledgers[1] = emptyLedger();
          }
          for (const { model, currency, channel, campaign, minor, share } of deltas) {
            expect(Number.isSafeInteger(minor)).toBe(true);
            const key = `${model}/${currency}/${channel}/${campaign ?? ''}`;
            owed.set(key, (owed.get(key) ?? 0) + minor);
            shares.set(key, (shares.get(key) ?? 0) + share);
          }
          const entries = ledgers.flatMap((each) => each.entries);
          for (const { name } of models)
            for (const money of ['PLN', 'EUR']) {
              const own = (sums: ReadonlyMap<string, number>): number =>
                [...sums].reduce((sum, [key, value]) => sum + (key.startsWith(`${name}/${money}/`) ? value : 0), 0);
              const standing = entries.filter(({ currency }) => currency === money);
              expect(own(owed)).toBe(standing.reduce((sum, entry) => sum + worthOf(entry), 0));
              expect(own(shares)).toBeCloseTo(standing.length, 9);
            }
          const standing = new Map<string, number>();
          for (const entry of entries)
            for (const [model, credits] of Object.entries(entry.credits)) {
              expect(credits.reduce((sum, credit) => sum + credit.minor, 0)).toBe(worthOf(entry));
              for (const { channel, campaign, minor } of credits) {
                const key = `${model}/${entry.currency}/${channel}/${campaign ?? ''}`;
                standing.set(key, (standing.get(key) ?? 0) + minor);
              }
            }
          for (const [key, minor] of owed) expect(minor).toBe(standing.get(key) ?? 0);
        }
        // What stands in the end is what a reckoning from the beginning would give.
        for (const { touches, entries } of ledgers)
          for (const entry of entries)
            for (const { name, rules } of models)
              expect(entry.credits[name]).toEqual(creditConversion(touches, entry.at, worthOf(entry), rules, entry.claim));
      }),
      { numRuns: histories },
    );
  }, 600_000);

  const last: readonly NamedModel[] = [
    { name: 'last', rules: { ...defaultCreditRules, views: 'always', clickLookback: 100, viewLookback: 100 } },
  ];
  const small = { maxTouches: 3, maxEntries: 2, corrections: 50, lookback: 100 };
  const stated = (name: string, time: number, minor: number) => ({ id: name, at: time, minor, currency: 'PLN' });

  it('stays within its bounds and keeps the click that views would push out', () => {
    const ledger = emptyLedger();
    noteTouch(ledger, { at: 0, channel: 'meta', kind: 'click' }, last, small);
    for (let time = 1; time < 9; time++) noteTouch(ledger, { at: time, channel: 'x', kind: 'view' }, last, small);
    expect(ledger.touches.map((touch) => touch.at)).toEqual([0, 7, 8]);
    for (const name of ['a', 'b', 'c']) noteConversion(ledger, stated(name, 10, 5), last, small);
    expect(ledger.entries.map((entry) => entry.id)).toEqual(['b', 'c']);
    for (const name of ['x', 'y', 'z']) noteRefund(ledger, name, 1, small);
    expect(ledger.refunds!.map((refund) => refund.id)).toEqual(['y', 'z']);
  });

  it('keeps touches for as long as they can change something, and then changes no more who is credited, only how much', () => {
    const ledger = emptyLedger();
    noteTouch(ledger, { at: 0, channel: 'meta', kind: 'click' }, last, small);
    noteConversion(ledger, stated('a', 90, 100), last, small);
    noteTouch(ledger, { at: 145, channel: 'google', kind: 'click' }, last, small);
    expect(ledger.touches.map((touch) => touch.at)).toEqual([0, 145]);
    noteTouch(ledger, { at: 160, channel: 'google', kind: 'click' }, last, small);
    expect(ledger.touches.map((touch) => touch.at)).toEqual([145, 160]);
    expect(noteTouch(ledger, { at: 80, channel: 'late', kind: 'click' }, last, small)).toEqual([]);
    expect(noteTouch(ledger, { at: 5, channel: 'far too late', kind: 'click' }, last, small)).toEqual([]);
    expect(noteRefund(ledger, 'a', 30, small)).toEqual([
      { conversion: 'a', at: 90, model: 'last', currency: 'PLN', channel: 'meta', share: 0, minor: -30 },
    ]);
  });

  it('takes the newest statement, whichever comes first, and refunds that come before what they are of', () => {
    const ledger = emptyLedger();
    noteRefund(ledger, 'a', 30, bounds);
    expect(noteConversion(ledger, stated('a', 20, 100), last, bounds)).toMatchObject([{ channel: 'direct', share: 1, minor: 70 }]);
    expect(noteConversion(ledger, stated('a', 10, 900), last, bounds)).toEqual([]);
    expect(noteConversion(ledger, stated('a', 30, 120), last, bounds)).toMatchObject([{ share: 0, minor: 20 }]);
    expect(noteRefund(ledger, 'a', everything, bounds)).toMatchObject([{ minor: -90 }]);
    expect(noteConversion(ledger, stated('a', 40, 500), last, bounds)).toEqual([]);
    expect(ledger.refunds).toBeUndefined();
  });

  it('leaves a model alone that was configured after the conversion', () => {
    const ledger = emptyLedger();
    noteConversion(ledger, stated('a', 50, 100), last, bounds);
    const both = [...last, { name: 'first', rules: { ...defaultCreditRules, model: 'first' as const } }];
    const deltas = noteTouch(ledger, { at: 40, channel: 'meta', kind: 'click' }, both, bounds);
    expect(deltas.map(({ model }) => model)).toEqual(['last', 'last']);
  });
});

describe('credit for a conversion', () => {
  const touches: Touch[] = [
    { at: 0, channel: 'google', campaign: 'marka', kind: 'click' },
    { at: 400, channel: 'meta', campaign: 'wiosna', kind: 'view' },
    { at: 500, channel: 'google', campaign: 'ogólna', kind: 'click' },
    { at: 900, channel: 'meta', kind: 'click' },
  ];
  const rules: CreditRules = { ...defaultCreditRules, clickLookback: 800, viewLookback: 300, model: 'linear' };

  it('looks back as far as the rules say, for clicks and views apart', () => {
    expect(creditConversion(touches, 600, 100, { ...rules, views: 'always' })).toEqual([
      { channel: 'google', campaign: 'marka', share: 1 / 3, minor: 34 },
      { channel: 'meta', campaign: 'wiosna', share: 1 / 3, minor: 33 },
      { channel: 'google', campaign: 'ogólna', share: 1 / 3, minor: 33 },
    ]);
    expect(creditConversion(touches, 600, 100, { ...rules, level: 'channel' })).toEqual([{ channel: 'google', share: 1, minor: 100 }]);
    expect(creditConversion(touches.slice(1, 2), 600, 100, rules)).toMatchObject([{ channel: 'meta', minor: 100 }]);
    expect(creditConversion(touches.slice(1, 2), 600, 100, { ...rules, views: 'never' })).toEqual([
      { channel: 'direct', share: 1, minor: 100 },
    ]);
    expect(creditConversion(touches, 5_000, 100, rules)).toEqual([{ channel: 'direct', share: 1, minor: 100 }]);
  });

  it('prefers a click to a later visit, and a visit to a later view, under last-click', () => {
    const kindsOf = (...given: Touch['kind'][]): Touch[] => given.map((kind, place) => ({ at: place, channel: kind, kind }));
    const lastClick = { ...rules, level: 'channel' as const, model: 'last-click' as const, views: 'always' as const };
    for (const [path, winner] of [
      [kindsOf('click', 'visit', 'view'), 'click'],
      [kindsOf('visit', 'view'), 'visit'],
      [kindsOf('view'), 'view'],
    ] as const)
      expect(creditConversion(path, 10, 7, lastClick)).toEqual([{ channel: winner, share: 1, minor: 7 }]);
  });

  it('gives what no touch earned to what the conversion claims for itself', () => {
    const claim = { channel: 'x', campaign: 'k' };
    expect(creditConversion([], 10, 7, rules, claim)).toEqual([{ ...claim, share: 1, minor: 7 }]);
    expect(creditConversion([], 10, 7, { ...rules, level: 'channel' }, claim)).toEqual([{ channel: 'x', share: 1, minor: 7 }]);
    expect(creditConversion(touches, 600, 7, { ...rules, level: 'channel' }, claim)).toEqual([{ channel: 'google', share: 1, minor: 7 }]);
  });

  it('weighs touches by a weight of one’s own', () => {
    const seen: unknown[] = [];
    const model: CreditRules['model'] = (touch) => {
      seen.push(touch);
      return touch.campaign === 'marka' ? 3 : 1;
    };
    const credits = creditConversion(touches, 600, 100, { ...rules, level: 'channel', model });
    expect(credits.map(({ channel, minor }) => [channel, minor])).toEqual([['google', 100]]);
    expect(seen[0]).toEqual({ channel: 'google', campaign: 'marka', kind: 'click', days: 600 / 86_400_000, place: 1, count: 2 });
  });

  it('shares by the weights a data-driven model learned, and alike where it knows none', () => {
    const weighed = creditConversion(touches, 900, 10, {
      ...rules,
      level: 'channel',
      model: new Map([
        ['meta', 0.3],
        ['google', 0.1],
      ]),
    });
    // The click of `marka` is too old, so it is one of google (0.1) against one of meta (0.3).
    expect(weighed.map(({ channel, minor }) => [channel, minor])).toEqual([
      ['google', 3],
      ['meta', 7],
    ]);
    expect(weighed.reduce((sum, { minor }) => sum + minor, 0)).toBe(10);
    expect(creditConversion(touches, 900, 10, { ...rules, level: 'channel', model: new Map() }).map(({ minor }) => minor)).toEqual([5, 5]);
  });

  it('reads amounts as they are written', () => {
    expect([1.005, -1.005, 0.1 + 0.2, 1e-9, 199.99, Number.NaN].map((amount) => minorUnits(amount))).toEqual([101, -101, 30, 0, 19_999, 0]);
  });
});
