import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { lockOf } from './channel-locks.ts';
import { paceMonth } from './pace-month.ts';
import { trendLine } from './trend-line.ts';

const weekly = [1, 1.2, 1.1, 1, 0.9, 0.4, 0.3];

describe('the pace of a month', () => {
  it('foretells the end from weekdays and trend', () => {
    const random = seededRandom(1);
    const day = (at: number): number => 100 * weekly[(3 + at) % 7]! * (0.95 + 0.1 * random());
    const past = Array.from({ length: 75 }, (_, at) => day(at));
    const rest = Array.from({ length: 15 }, (_, at) => day(75 + at)).reduce((sum, value) => sum + value, 0);
    const { soFar, expected, low, high, neededPerDay } = paceMonth(past, 3, 15, 15, 3_000);
    const whole = soFar + rest;
    expect(soFar).toBeCloseTo(
      past.slice(-15).reduce((sum, value) => sum + value, 0),
      9,
    );
    expect(Math.abs(expected / whole - 1)).toBeLessThan(0.05);
    expect(low).toBeLessThan(whole);
    expect(high).toBeGreaterThan(whole);
    expect(neededPerDay).toBeCloseTo((3_000 - soFar) / 15, 9);
  });

  it('is not bent by one day of outage', () => {
    const past = Array.from({ length: 56 }, () => 100);
    past[54] = 0;
    expect(paceMonth(past, 0, 10, 10).expected).toBeGreaterThan(1_850);
  });

  it('bears a month without days, without amounts, at its end', () => {
    expect(paceMonth([], 0, 0, 30)).toMatchObject({ soFar: 0, expected: 0 });
    expect(paceMonth([5, Number.NaN, 5], 0, 3, 0, 8)).toEqual({ soFar: 10, expected: 10, low: 10, high: 10, neededPerDay: undefined });
  });
});

describe('a trend', () => {
  it('is a straight line, and a level one where there is nothing to go by', () => {
    expect(trendLine([1, 3, 5, 700, 9, 11]).at(6)).toBeCloseTo(13, 9);
    expect(trendLine([4, 6]).at(10)).toBe(5);
    expect(trendLine([]).at(0)).toBe(0);
    expect(trendLine([1, Number.NaN, 3, 2, 5]).slope).toBe(0);
    expect(trendLine([2, 2, 2, 2]).at(9)).toBe(2);
  });
});

describe('a lock', () => {
  const settings = { now: 100, learning: 10, freshness: 20, minPeriods: 3 };
  it.each([
    ['is open', { spend: [1, 2, 3], changedAt: 80, reportedAt: 90 }, undefined],
    ['while a platform learns', { spend: [1, 2, 3], changedAt: 95 }, 'learning'],
    ['on old figures', { spend: [1, 2, 3], reportedAt: 70 }, 'too old'],
    ['without evidence', { spend: [0, 2, 3] }, 'paid for in 2 periods'],
    ['on spend that never changed', { spend: [2, 2, 2.01] }, 'never changed'],
  ])('%s', (_, channel, expected) => {
    const words = lockOf(channel, settings);
    if (expected === undefined) expect(words).toBeUndefined();
    else expect(words).toContain(expected);
  });
});
