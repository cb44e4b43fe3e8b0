import { seededRandom } from '#kernel';
import { describe, expect, it } from 'vitest';
import { compareRates } from './compare-rates.ts';
import { compareRatio } from './compare-ratio.ts';
import { countConversion, openExposures } from './count-conversion.ts';
import { countExposure } from './count-exposure.ts';
import type { ExperimentRecord, ExposureNote, Tally } from './experiment-record.ts';
import { judgeExperiment } from './judge-experiment.ts';
import { logGamma } from './log-gamma.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-05T10:00:00Z');
const settings = { alpha: 0.05, effect: 0.02, horizon: 7 * day };

/** Runs one experiment with a look after every 50 contacts and answers whether it was ever called decided, and whether the interval ever left the truth out. */
function watched(base: number, lift: number, contacts: number, random: () => number): { decided: boolean; missed: boolean; at: number } {
  const control: Tally = [0, 0];
  const other: Tally = [0, 0];
  let at = Infinity;
  let missed = false;
  for (let count = 1; count <= contacts; count++) {
    const treated = random() < 0.5;
    const tally = treated ? other : control;
    tally[0] += 1;
    if (random() < (treated ? base + lift : base)) tally[1] += 1;
    if (count % 50 > 0) continue;
    const seen = compareRates(control, other, settings);
    if (seen === undefined) continue;
    if (seen.p <= settings.alpha && at === Infinity) at = count;
    if (seen.low > lift || seen.high < lift) missed = true;
  }
  return { decided: at < Infinity, missed, at };
}

describe('the comparison of rates, watched after every fifty contacts', () => {
  // Of 400 experiments without a difference at alpha 0.05 more than 31 false alarms have a probability below one in a hundred, even for a test that spends all of its alpha.
  it.each([0.02, 0.1, 0.5])('calls hardly any experiment different that is not, at a base rate of %d', (base) => {
    const random = seededRandom(base * 1_000);
    let alarms = 0;
    let missed = 0;
    for (let run = 0; run < 400; run++) {
      const seen = watched(base, 0, 4_000, random);
      if (seen.decided) alarms++;
      if (seen.missed) missed++;
    }
    expect(alarms).toBeLessThanOrEqual(31);
    expect(missed).toBeLessThanOrEqual(31);
  });

  it('finds a difference that is there, mostly well before the end, and its interval covers it all the time', () => {
    const random = seededRandom(2);
    let found = 0;
    let missed = 0;
    for (let run = 0; run < 100; run++) {
      const seen = watched(0.1, 0.04, 8_000, random);
      if (seen.decided) found++;
      if (seen.missed) missed++;
    }
    expect(found).toBeGreaterThanOrEqual(90);
    expect(missed).toBeLessThanOrEqual(11);
  });

  it('would be wrong with an ordinary test: the same looks with a p-value of 0.05 raise many false alarms', () => {
    const random = seededRandom(3);
    let alarms = 0;
    for (let run = 0; run < 200; run++) {
      const control: Tally = [0, 0];
      const other: Tally = [0, 0];
      for (let count = 1; count <= 4_000; count++) {
        const tally = random() < 0.5 ? other : control;
        tally[0] += 1;
        if (random() < 0.1) tally[1] += 1;
        if (count < 200 || count % 50 > 0) continue;
        const pooled = (control[1] + other[1]) / count;
        const z = (other[1] / other[0] - control[1] / control[0]) / Math.sqrt(pooled * (1 - pooled) * (1 / control[0] + 1 / other[0]));
        if (Math.abs(z) > 1.96) {
          alarms++;
          break;
        }
      }
    }
    expect(alarms).toBeGreaterThan(40);
  });

  it('says nothing of too little, and an interval and a p-value that agree', () => {
    expect(compareRates([99, 50], [1_000, 500], settings)).toBeUndefined();
    expect(compareRates([1_000, 9], [1_000, 10], settings)).toBeUndefined();
    for (let converted = 50; converted < 200; converted++) {
      const { p, low, high } = compareRates([1_000, 100], [1_000, converted], settings)!;
      expect(p <= settings.alpha).toBe(low > 0 || high < 0);
    }
  });
});

describe('the comparison of the split, watched after every hundred contacts', () => {
  const lowest = (share: number, weights: readonly [number, number], contacts: number, random: () => number): number => {
    const counts = [0, 0];
    let least = 1;
    for (let count = 1; count <= contacts; count++) {
      counts[random() < share ? 0 : 1]! += 1;
      if (count % 100 === 0) least = Math.min(least, compareRatio(counts, weights));
    }
    return least;
  };

  it('raises no alarm over a fair split, however it is weighted', () => {
    const random = seededRandom(4);
    let alarms = 0;
    for (let run = 0; run < 300; run++) if (lowest(0.75, [3, 1], 10_000, random) < 0.001) alarms++;
    // At a level of 0.001 three alarms in 300 would be rarer than one in ten thousand.
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('flags a split that loses every tenth contact of one side', () => {
    const random = seededRandom(5);
    let alarms = 0;
    for (let run = 0; run < 100; run++) if (lowest(0.9 / 1.9, [1, 1], 20_000, random) < 0.001) alarms++;
    expect(alarms).toBeGreaterThanOrEqual(97);
    expect(compareRatio([10, 1], [1, 0])).toBe(0);
    expect(compareRatio([], [1, 1])).toBe(1);
  });

  it('stands on a gamma function that is one', () => {
    let factorial = 0;
    for (let n = 1; n < 60; n++) {
      expect(logGamma(n)).toBeCloseTo(factorial, 9);
      factorial += Math.log(n);
    }
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
  });
});

describe('counting', () => {
  const weights = { control: 1, nowa: 1 };
  const exposed = (record: ExperimentRecord, note: ExposureNote, variant: string, at: number, other = weights): boolean =>
    countExposure(record, note, { experiment: 'kolor', variant, weights: other, at }, settings.horizon);

  it('counts a contact once per design, its conversion once and only within the horizon', () => {
    const record: ExperimentRecord = { designs: {} };
    const note: ExposureNote = {};
    expect(exposed(record, note, 'nowa', start)).toBe(true);
    expect(exposed(record, note, 'nowa', start + day)).toBe(false);
    expect(openExposures(note, start - 1, settings.horizon)).toEqual([]);
    expect(openExposures(note, start + 8 * day, settings.horizon)).toEqual([]);
    expect(openExposures(note, start + 7 * day, settings.horizon)).toEqual(['kolor']);
    countConversion(record, note, 'kolor', settings.horizon);
    expect(openExposures(note, start + 2, settings.horizon)).toEqual([]);
    const [result] = judgeExperiment('kolor', [record], settings, start + day);
    expect(result!.variants.map(({ variant, exposed: all, converted, known }) => [variant, all, converted, known.exposed])).toEqual([
      ['control', 0, 0, 0],
      ['nowa', 1, 1, 0],
    ]);
    expect(judgeExperiment('kolor', [record], settings, start + 8 * day)[0]!.variants[1]!.known).toEqual({
      exposed: 1,
      converted: 1,
      rate: 1,
    });
    // Other weights are another design.
    expect(exposed(record, note, 'nowa', start + 9 * day, { control: 1, nowa: 3 })).toBe(true);
    expect(judgeExperiment('kolor', [record], settings, start + 9 * day)).toHaveLength(2);
  });

  it('adds up over lanes and however slots were settled, and stays small', () => {
    const random = seededRandom(6);
    const lanes: ExperimentRecord[] = Array.from({ length: 4 }, () => ({ designs: {} }));
    const sums = { control: [0, 0], nowa: [0, 0] };
    for (let person = 0; person < 3_000; person++) {
      const lane = lanes[person % 4]!;
      const note: ExposureNote = {};
      const variant = random() < 0.5 ? 'control' : 'nowa';
      const at = start + Math.floor((person / 3_000) * 60 * day) - Math.floor(random() * 3 * day);
      exposed(lane, note, variant, at);
      sums[variant][0]! += 1;
      if (random() < 0.2) {
        countConversion(lane, note, 'kolor', settings.horizon);
        sums[variant][1]! += 1;
      }
      const [design] = Object.values(lane.designs);
      expect(design!.slots.length).toBeLessThanOrEqual(50);
    }
    const [result] = judgeExperiment('kolor', JSON.parse(JSON.stringify(lanes)) as ExperimentRecord[], settings, start + 70 * day);
    expect(Object.fromEntries(result!.variants.map(({ variant, known }) => [variant, [known.exposed, known.converted]]))).toEqual(sums);
    expect(result!.ratio.mismatch).toBe(false);
  });

  it('tells a broken split before anything else', () => {
    const record: ExperimentRecord = { designs: {} };
    for (let person = 0; person < 3_000; person++) exposed(record, {}, person % 3 === 0 ? 'control' : 'nowa', start);
    const [result] = judgeExperiment('kolor', [record], settings, start + 30 * day);
    expect(result!.ratio.mismatch).toBe(true);
    expect(result!.verdict).toMatch(/^The split is not as it should be/);
  });
});
