import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { SurgeDetector, type SurgeVerdict } from './surge-detector.ts';

const STEP = 300_000;
const DAY = 288;
const START = Date.UTC(2026, 0, 5);

/** Counts of five minutes around a mean that follows the day, changed by `change` at some rows. */
function counts(days: number, seed: number, change: (row: number) => number = () => 1, mean = 50): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * DAY }, (_, row) => {
    const rate = mean * (1 + 0.6 * Math.sin(2 * Math.PI * (row / DAY - 0.25))) * change(row);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(rate + Math.sqrt(rate) * normal));
  });
}

function watch(values: readonly number[], detector = new SurgeDetector(), from = 0): SurgeVerdict[] {
  return values.map((value, row) => detector.observe(START + (from + row) * STEP, value));
}

function alarmsOf(verdicts: readonly SurgeVerdict[]): { row: number; direction: string }[] {
  return verdicts.flatMap(({ alarm, direction }, row) => (alarm ? [{ row, direction }] : []));
}

const EVENT = 21 * DAY + 144;

describe('SurgeDetector', () => {
  it.each([1, 2, 3])('is quiet about a series that only follows its day (seed %i)', (seed) => {
    expect(alarmsOf(watch(counts(28, seed))).length).toBeLessThanOrEqual(1);
  });

  it('tells a spike at its first row, and only there', () => {
    const verdicts = watch(counts(28, 5, (row) => (row >= EVENT && row < EVENT + 12 ? 6 : 1)));
    expect(alarmsOf(verdicts)).toEqual([{ row: EVENT, direction: 'up' }]);
    expect(verdicts[EVENT]!.score).toBeGreaterThan(0.5);
  });

  it('tells silence within two hours, once for six hours of it', () => {
    const alarms = alarmsOf(watch(counts(28, 5, (row) => (row >= EVENT && row < EVENT + 72 ? 0 : 1))));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toMatchObject({ direction: 'down' });
    expect(alarms[0]!.row - EVENT).toBeLessThanOrEqual(24);
  });

  it('tells a level that rises by half for good, within half a day and then no more', () => {
    const alarms = alarmsOf(watch(counts(28, 5, (row) => (row >= EVENT ? 1.5 : 1))));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]!.row - EVENT).toBeLessThanOrEqual(144);
  });

  it('says the same whatever the unit, also of rates', () => {
    const values = counts(25, 9, (row) => (row === EVENT ? 5 : 1));
    const rates = watch(values.map((value) => value / 1_024));
    expect(rates).toEqual(watch(values));
    expect(alarmsOf(rates)).toEqual([{ row: EVENT, direction: 'up' }]);
  });

  it('goes on after a restart as though there had been none', () => {
    const values = counts(24, 11, (row) => (row >= EVENT && row < EVENT + 40 ? 3 : 1));
    const whole = watch(values);
    for (const cut of [0, 1, 7, 500, EVENT + 1, EVENT + 200]) {
      const before = new SurgeDetector();
      watch(values.slice(0, cut), before);
      const record = JSON.parse(JSON.stringify(before.record)) as typeof before.record;
      expect(watch(values.slice(cut), new SurgeDetector({}, record), cut)).toEqual(whole.slice(cut));
    }
  });

  it('keeps a record that does not grow', () => {
    const detector = new SurgeDetector();
    watch(counts(30, 3), detector);
    expect(JSON.stringify(detector.record).length).toBeLessThan(8_000);
  });

  it('stays a number for series that are constant, huge, negative, missing or backward in time', () => {
    const random = seededRandom(4);
    const odd = [
      () => 0,
      () => 7,
      () => 1e300 * random(),
      () => -random(),
      () => (random() < 0.3 ? Number.NaN : 5),
      () => Number.MIN_VALUE,
    ];
    for (const next of odd) {
      const detector = new SurgeDetector();
      for (let row = 0; row < 3_000; row++) {
        const { score } = detector.observe(START + (row % 700) * STEP, row === 2_500 ? 1e308 : next());
        expect(score >= 0 && score <= 1, `score ${score}`).toBe(true);
      }
    }
  });

  it('does not look ahead: what comes later changes nothing before', () => {
    const values = counts(10, 2);
    const other = [...values.slice(0, 2_000), ...counts(4, 8, () => 9)];
    expect(watch(other).slice(0, 2_000)).toEqual(watch(values).slice(0, 2_000));
  });
});
