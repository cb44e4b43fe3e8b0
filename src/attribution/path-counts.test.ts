import { array, assert, constantFrom, integer, property, record, shuffledSubarray, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLedger, type NamedModel, noteConversion, noteTouch } from './credit-ledger.ts';
import { fitWeights } from './fit-weights.ts';
import { MarkovChain } from './markov-chain.ts';
import { countConversion, countTouch, type PathCounts } from './path-counts.ts';

const bounds = { maxTouches: 100, maxEntries: 100, corrections: 1_000, lookback: 1_000 };
const models: readonly NamedModel[] = [];
const step = record({ at: integer({ min: 0, max: 200 }), what: constantFrom('meta', 'google', 'x', 'poczta', undefined) });
const contact = uniqueArray(step, { selector: ({ at }) => at, minLength: 1, maxLength: 12 });

describe('summaries of paths', () => {
  it('give the weights that the paths themselves give, whatever the order in which touches and conversions came', () => {
    assert(
      property(
        array(
          contact.chain((steps) => record({ steps: constantFrom(steps), arrival: shuffledSubarray(steps, { minLength: steps.length }) })),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (contacts) => {
          const chain = new MarkovChain();
          const days: PathCounts[] = [{}, {}];
          for (const { steps, arrival } of contacts) {
            const ledger = emptyLedger();
            for (const { at, what } of arrival) {
              const counts = days[at % 2]!;
              if (what === undefined) {
                countConversion(counts, ledger, at);
                noteConversion(ledger, { id: `${at}`, at, minor: 1, currency: '' }, models, bounds);
              } else {
                countTouch(counts, ledger, at, what);
                noteTouch(ledger, { at, channel: what, kind: 'click' }, models, bounds);
              }
            }
            let path: string[] = [];
            for (const { what } of steps.toSorted((one, other) => one.at - other.at)) {
              if (what !== undefined) path.push(what);
              else {
                chain.add(path, 1, 0);
                path = [];
              }
            }
            chain.add(path, 0, 1);
          }
          const fitted = fitWeights(days);
          const expected = chain.shares();
          const sum = [...expected.values()].reduce((one, other) => one + other, 0);
          if (sum === 0) expect(fitted.shares).toEqual({});
          else for (const [channel, share] of expected) expect(fitted.shares[channel] ?? 0).toBeCloseTo(share, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stay bounded, however many channels are named', () => {
    const counts: PathCounts = {};
    for (let place = 0; place < 5_000; place++) countTouch(counts, emptyLedger(), place, `kanał ${place}`);
    expect(Object.keys(counts).length).toBe(2_000);
  });
});
