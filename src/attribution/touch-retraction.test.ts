import { array, assert, boolean, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventName } from './conversion-of.ts';
import { creditConversion, creditKey } from './credit-conversion.ts';
import {
  type CreditDelta,
  type CreditLedger,
  emptyLedger,
  mergeLedgers,
  type NamedModel,
  noteConversion,
  noteRetraction,
  noteTouch,
} from './credit-ledger.ts';
import { defaultCreditRules } from './credit-rules.ts';
import { openLedger } from './open-ledger.ts';
import { touchMark } from './touch-mark.ts';
import type { Touch } from './touch.ts';

const bounds = { maxTouches: 200, maxEntries: 200, corrections: 5_000, lookback: 5_000 };
const models: readonly NamedModel[] = (['first', 'last', 'linear', 'position', 'shapley', 'last-click'] as const).map((model) => ({
  name: model,
  rules: { ...defaultCreditRules, model, level: 'campaign', views: 'without-click', clickLookback: 400, viewLookback: 100 },
}));

const step = record({
  does: constantFrom('touch', 'touch', 'touch', 'convert', 'retract', 'retract', 'join'),
  who: integer({ min: 0, max: 1 }),
  at: integer({ min: 0, max: 500 }),
  channel: constantFrom('meta', 'google', 'poczta'),
  campaign: constantFrom('żniwa', 'święta', undefined),
  kind: constantFrom('click' as const, 'view' as const, 'visit' as const),
  of: integer({ min: 0, max: 30 }),
  reload: boolean(),
});
const histories = Number(process.env['HISTORIES'] ?? 400);

describe('a touch that is taken back', () => {
  it('leaves credits as if it had never been, whether it came before, after, late, twice or by a name that joined, and through restarts', () => {
    assert(
      property(array(step, { maxLength: 30 }), (steps) => {
        const ledgers: [CreditLedger, CreditLedger] = [emptyLedger(), emptyLedger()];
        const owed = new Map<string, number>();
        const add = (sums: Map<string, number>, key: string, minor: number): void => void sums.set(key, (sums.get(key) ?? 0) + minor);
        const take = (deltas: readonly CreditDelta[]): void => {
          for (const { model, channel, campaign, minor } of deltas) add(owed, `${model} ${creditKey(channel, campaign)}`, minor);
        };
        // What a plain reader keeps: everything that was said, and of whom.
        let facts: { who: number; name: string; touch?: Touch; at: number; minor: number }[] = [];
        let gone: { who: number; name: string }[] = [];
        let joined = false;
        for (const [index, { does, at, channel, campaign, kind, of, reload, ...one }] of steps.entries()) {
          const who = joined ? 0 : one.who;
          const name = eventName('sklep', `e${index}`);
          if (does === 'touch') {
            const touch: Touch = { at, channel, kind, ...(campaign === undefined ? {} : { campaign }) };
            facts.push({ who, name, touch, at, minor: 0 });
            take(noteTouch(ledgers[who]!, { ...touch, mark: touchMark(name) }, models, bounds));
          } else if (does === 'convert') {
            facts.push({ who, name, at, minor: 1_000 + index });
            take(noteConversion(ledgers[who]!, { id: name, at, minor: 1_000 + index, currency: 'PLN', by: 'sklep' }, models, bounds));
          } else if (does === 'retract') {
            gone.push({ who, name: eventName('sklep', `e${of}`) });
            take(noteRetraction(ledgers[who]!, [eventName('sklep', `e${of}`)], true, models, bounds));
          } else if (!joined) {
            joined = true;
            take(mergeLedgers(ledgers[0], ledgers[1], models, bounds));
            ledgers[1] = emptyLedger();
            // Those of the name that joined come after those of the same moment.
            facts = facts.toSorted((a, b) => a.who - b.who).map((fact) => ({ ...fact, who: 0 }));
            gone = gone.map((fact) => ({ ...fact, who: 0 }));
          }
          if (reload) ledgers[who] = openLedger(JSON.parse(JSON.stringify(ledgers[who])) as CreditLedger);

          const expected = new Map<string, number>();
          const holds = facts.filter((fact) => !gone.some((it) => it.who === fact.who && it.name === fact.name));
          for (const conversion of holds.filter(({ touch }) => touch === undefined)) {
            const touches = holds.filter((it) => it.who === conversion.who).flatMap(({ touch }) => touch ?? []);
            touches.sort((a, b) => a.at - b.at);
            for (const model of models)
              for (const credit of creditConversion(touches, conversion.at, conversion.minor, model.rules))
                add(expected, `${model.name} ${creditKey(credit.channel, credit.campaign)}`, credit.minor);
          }
          for (const key of new Set([...owed.keys(), ...expected.keys()])) expect(owed.get(key) ?? 0, key).toBe(expected.get(key) ?? 0);
        }
      }),
      { numRuns: histories },
    );
  }, 600_000);

  it('is told by 24 bits: no two of a hundred thousand events in a journey of fifty are mixed up more often than by chance', () => {
    const marks = new Set(Array.from({ length: 50 }, (_, index) => touchMark(`sklep Żółw ${index}`)));
    let mixed = 0;
    for (let index = 50; index < 100_050; index++) if (marks.has(touchMark(`sklep Żółw ${index}`))) mixed++;
    expect(marks.size).toBe(50);
    // 0.3 are expected.
    expect(mixed).toBeLessThan(4);
  });
});
