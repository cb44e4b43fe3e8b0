import { describe, expect, it } from 'vitest';
import { Baseline, type BaselineRecord } from './baseline.ts';
import type { BaselinePlan } from './baseline-plan.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, midnight UTC. */
const START = Date.parse('2026-01-05T00:00:00Z');

const plan = (more: Partial<BaselinePlan> = {}): BaselinePlan => ({
  season: 'none',
  history: 28 * DAY,
  minHistory: 2 * DAY,
  window: HOUR,
  grows: true,
  counts: true,
  floor: 0,
  direction: 'up',
  ...more,
});

/** A baseline that has watched a series from the start for `length` milliseconds. */
function learnt(of: BaselinePlan, value: (at: number) => number | null, length: number, record?: BaselineRecord): Baseline {
  const baseline = new Baseline(of, record);
  for (let at = START; at <= START + length; at += 10 * MINUTE) baseline.advance(at, (border) => value(border - 1));
  return baseline;
}

describe('a baseline', () => {
  it('says nothing before its least history, and then what is usual and how far a value lies from it', () => {
    const young = learnt(plan(), () => 16, 2 * DAY - HOUR);
    expect(young.judge(START + 2 * DAY - HOUR, 16)).toBeUndefined();
    const known = learnt(plan(), () => 16, 3 * DAY);
    const at = START + 3 * DAY;
    expect(known.judge(at, 16)).toEqual({ expected: 16, spread: 4, z: 0 });
    expect(known.judge(at, 28)?.z).toBe(3);
    expect(known.judge(at, 4)?.z).toBe(-3);
  });

  it('looks up, down, or both ways', () => {
    const at = START + 3 * DAY;
    const z = (direction: BaselinePlan['direction'], value: number): number | undefined =>
      learnt(plan({ direction }), () => 16, 3 * DAY).judge(at, value)?.z;
    expect([z('down', 4), z('down', 28), z('both', 4), z('both', 28)]).toEqual([3, -3, 3, 3]);
  });

  it('has a spread of at least the root of a count, two per cent of another value, and the floor', () => {
    const at = START + 3 * DAY;
    const spread = (more: Partial<BaselinePlan>, value: number): number | undefined =>
      learnt(plan(more), () => value, 3 * DAY).judge(at, value)?.spread;
    expect(spread({}, 0)).toBe(1);
    expect(spread({}, 100)).toBe(10);
    expect(spread({ counts: false, grows: false }, 100)).toBe(2);
    expect(spread({ floor: 25 }, 100)).toBe(25);
    // A mean that never moved from 0 has no spread: nothing can be said.
    expect(spread({ counts: false, grows: false }, 0)).toBeUndefined();
  });

  it('takes a guess until it knows better, when it was given one', () => {
    const guess = plan({ coldStart: { expected: 40, spread: 10 } });
    expect(new Baseline(guess).judge(START, 70)).toEqual({ expected: 40, spread: 10, z: 3 });
    expect(learnt(guess, () => 16, 3 * DAY).judge(START + 3 * DAY, 16)?.expected).toBe(16);
  });

  it('knows the hours of a day and of a week apart', () => {
    const daily = (at: number): number => (new Date(at).getUTCHours() < 12 ? 4 : 64);
    const day = learnt(plan({ season: 'hour_of_day' }), daily, 7 * DAY);
    expect(day.judge(START + 7 * DAY + 9 * HOUR, 4)?.expected).toBe(4);
    expect(day.judge(START + 7 * DAY + 15 * HOUR, 4)?.expected).toBe(64);
    const weekly = (at: number): number => (new Date(at).getUTCDay() === 0 ? 9 : 49);
    const week = learnt(plan({ season: 'hour_of_week' }), weekly, 28 * DAY);
    // Day 34 is a Sunday, day 35 a Monday.
    expect(week.judge(START + 34 * DAY + 9 * HOUR, 9)!.expected).toBeLessThan(12);
    expect(week.judge(START + 35 * DAY + 9 * HOUR, 49)!.expected).toBeGreaterThan(44);
  });

  it('is moved little by one incident, and leaves out what the rule was true in, for a day', () => {
    const incident = (at: number): number => (at > START + 5 * DAY && at < START + 5 * DAY + 3 * HOUR ? 4_000 : 16);
    const cut = learnt(plan(), incident, 6 * DAY).judge(START + 6 * DAY, 16)!;
    expect(cut.expected).toBeLessThan(18);
    const left = new Baseline(plan());
    for (let at = START; at <= START + 6 * DAY; at += 10 * MINUTE) {
      left.advance(at, (border) => incident(border - 1));
      if (incident(at) > 16) left.disturb(at);
    }
    expect(left.judge(START + 6 * DAY, 16)!.expected).toBe(16);
    // What lasts for longer than a day is the new normal.
    const lasting = new Baseline(plan());
    for (let at = START; at <= START + 40 * DAY; at += 10 * MINUTE) {
      const value = at > START + 5 * DAY ? 100 : 16;
      lasting.advance(at, () => value);
      if (value > 16) lasting.disturb(at);
    }
    expect(lasting.judge(START + 40 * DAY, 100)!.expected).toBeGreaterThan(60);
  });

  it('begins anew after a silence as long as its history', () => {
    const baseline = learnt(plan({ history: 7 * DAY }), () => 16, 3 * DAY);
    const later = START + 11 * DAY;
    baseline.advance(later, () => 16);
    expect(baseline.judge(later, 16)).toBeUndefined();
  });

  it('is the same after it was written down and read back at any time, and stays small', () => {
    const wave = (at: number): number => Math.round(20 + 15 * Math.sin(at / HOUR));
    const of = plan({ season: 'hour_of_week', window: 15 * MINUTE });
    const whole = new Baseline(of);
    let parts = new Baseline(of);
    for (let at = START; at <= START + 21 * DAY; at += 7 * MINUTE) {
      for (const one of [whole, parts]) one.advance(at, (border) => wave(border - 1));
      if (at % (11 * HOUR) < 7 * MINUTE) parts = new Baseline(of, JSON.parse(JSON.stringify(parts.record)) as BaselineRecord);
    }
    expect(parts.record).toEqual(whole.record);
    expect(whole.record.length).toBeLessThanOrEqual(350);
    expect(JSON.stringify(whole.record).length).toBeLessThan(3_000);
  });

  it('learns nothing of windows that have no value', () => {
    const gaps = learnt(plan(), (at) => (Math.floor(at / HOUR) % 2 === 0 ? 16 : null), 4 * DAY);
    expect(gaps.judge(START + 4 * DAY, 16)?.expected).toBe(16);
  });
});
