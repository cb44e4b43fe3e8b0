import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditConversion } from './credit-conversion.ts';
import { type CreditDelta, type CreditLedger, mergeLedgers, noteConversion, noteRefund, noteTouch } from './credit-ledger.ts';
import { type CreditRules, defaultCreditRules } from './credit-rules.ts';
import type { Touch } from './journey.ts';
import { minorUnits } from './minor-units.ts';

const models: readonly CreditRules['model'][] = [
  'first',
  'last',
  'lastNonDirect',
  'linear',
  'timeDecay',
  'position',
  new Map([
    ['meta', 0.7],
    ['google', 0.2],
  ]),
];
const bounds = { maxTouches: 50, maxEntries: 50 };
const at = integer({ min: 0, max: 1_000 });
const who = integer({ min: 0, max: 1 });
const step = oneof(
  record({
    does: constantFrom('touch' as const),
    who,
    at,
    channel: constantFrom('meta', 'google', 'direct', 'poczta'),
    campaign: constantFrom('wiosna', 'lato', undefined),
    kind: constantFrom('click' as const, 'view' as const, 'visit' as const),
  }),
  record({ does: constantFrom('convert' as const), who, at, id: integer({ min: 0, max: 4 }), minor: integer({ min: 0, max: 1_000_000 }) }),
  record({ does: constantFrom('refund' as const), who, id: integer({ min: 0, max: 4 }), minor: integer({ min: 0, max: 1_500_000 }) }),
  record({ does: constantFrom('merge' as const) }),
);
const rulesOf = record({
  model: constantFrom(...models),
  views: constantFrom('always' as const, 'without-click' as const, 'never' as const),
  level: constantFrom('channel' as const, 'campaign' as const),
  clickLookback: constantFrom(100, 2_000),
});
/** 400 histories in everyday runs; the whole proof is HISTORIES=10000. */
const histories = Number(process.env['HISTORIES'] ?? 400);

describe('a ledger of credits', () => {
  it('gives what it owes exactly at every time, whatever comes late, is joined, taken back or told twice', () => {
    assert(
      property(rulesOf, array(step, { maxLength: 25 }), (some, steps) => {
        const rules: CreditRules = { ...defaultCreditRules, viewLookback: 500, halfLife: 200, ...some };
        const ledgers: [CreditLedger, CreditLedger] = [
          { touches: [], entries: [] },
          { touches: [], entries: [] },
        ];
        const owed = new Map<string, number>();
        const shares = new Map<string, number>();
        let merged = false;
        for (const one of steps) {
          const ledger = one.does === 'merge' || merged ? ledgers[0] : ledgers[one.who]!;
          let deltas: CreditDelta[] = [];
          if (one.does === 'touch') {
            const { channel, campaign, kind } = one;
            const touch: Touch = campaign === undefined ? { at: one.at, channel, kind } : { at: one.at, channel, campaign, kind };
            deltas = noteTouch(ledger, touch, rules, bounds);
          } else if (one.does === 'convert') deltas = noteConversion(ledger, `k${one.id}`, one.at, one.minor, rules, bounds);
          else if (one.does === 'refund') deltas = noteRefund(ledger, `k${one.id}`, one.minor, rules);
          else if (!merged) {
            merged = true;
            deltas = mergeLedgers(ledgers[0], ledgers[1], rules, bounds);
            ledgers[1] = { touches: [], entries: [] };
          }
          for (const { channel, campaign, minor, share } of deltas) {
            expect(Number.isSafeInteger(minor)).toBe(true);
            const key = `${channel}/${campaign ?? ''}`;
            owed.set(key, (owed.get(key) ?? 0) + minor);
            shares.set(key, (shares.get(key) ?? 0) + share);
          }
          const entries = ledgers.flatMap((each) => each.entries);
          const value = entries.reduce((sum, { minor }) => sum + minor, 0);
          expect([...owed.values()].reduce((sum, minor) => sum + minor, 0)).toBe(value);
          expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(entries.length, 9);
          const standing = new Map<string, number>();
          for (const { minor, credits } of entries) {
            expect(credits.reduce((sum, credit) => sum + credit.minor, 0)).toBe(minor);
            for (const credit of credits) {
              const key = `${credit.channel}/${credit.campaign ?? ''}`;
              standing.set(key, (standing.get(key) ?? 0) + credit.minor);
            }
          }
          for (const [key, minor] of owed) expect(minor).toBe(standing.get(key) ?? 0);
        }
        // What stands in the end is what a reckoning from the beginning would give.
        for (const { touches, entries } of ledgers)
          for (const entry of entries) expect(entry.credits).toEqual(creditConversion(touches, entry.at, entry.minor, rules));
      }),
      { numRuns: histories },
    );
  }, 300_000);

  it('stays within its bounds and keeps the click that views would push out', () => {
    const ledger: CreditLedger = { touches: [], entries: [] };
    const rules = { ...defaultCreditRules, views: 'always' as const };
    noteTouch(ledger, { at: 0, channel: 'meta', kind: 'click' }, rules, { maxTouches: 3, maxEntries: 2 });
    for (let time = 1; time < 9; time++)
      noteTouch(ledger, { at: time, channel: 'x', kind: 'view' }, rules, { maxTouches: 3, maxEntries: 2 });
    expect(ledger.touches.map((touch) => touch.at)).toEqual([0, 7, 8]);
    for (const id of ['a', 'b', 'c']) noteConversion(ledger, id, 10, 5, rules, { maxTouches: 3, maxEntries: 2 });
    expect(ledger.entries.map(({ id }) => id)).toEqual(['b', 'c']);
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
