import { seededRandom } from '#kernel';
import { describe, expect, it } from 'vitest';
import { advancePlan, type PlanSight } from './advance-plan.ts';
import { type BudgetPlan, isOpen } from './budget-plan.ts';
import type { BudgetSettings } from './budget-settings.ts';
import { type DailyFigures, dailyFigures } from './daily-figures.ts';
import { draftPlan } from './draft-plan.ts';
import { atOnce } from './in-turns.ts';

const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const settings: BudgetSettings = {
  mode: 'approve',
  every: DAY,
  response: 'value',
  cap: [0.8, 1.25],
  learning: 7 * DAY,
  freshness: 2 * DAY,
  minDays: 56,
  stages: 2,
  stageWait: 7 * DAY,
  approveWithin: 3 * DAY,
  channels: {
    meta: { account: 'crm', operation: 'send', lock: false },
    google: { account: 'crm', operation: 'send', lock: false },
  },
};

/** Ninety days in which meta is worth much more than google. */
function figures(more: Partial<DailyFigures> = {}): DailyFigures {
  const random = seededRandom(4);
  const days = Array.from({ length: 90 }, (_, day) => new Date(start + day * DAY).toISOString().slice(0, 10));
  const meta = days.map(() => 50 + 150 * random());
  const google = days.map(() => 300 + 500 * random());
  const response = days.map(
    (_, day) => 500 + 2_000 * (meta[day]! / (meta[day]! + 200)) + 200 * (google[day]! / (google[day]! + 100)) + 40 * random(),
  );
  const reportedAt = start + 90 * DAY;
  return {
    days,
    currency: 'PLN',
    response,
    channels: [
      { name: 'google', spend: google, reportedAt },
      { name: 'meta', spend: meta, reportedAt },
    ],
    leftOut: [],
    ...more,
  };
}
const draft = (
  from: DailyFigures,
  more: Partial<BudgetSettings> = {},
  changedAt: ReadonlyMap<string, number> = new Map(),
): BudgetPlan | string =>
  atOnce(draftPlan(from, { ...settings, ...more }, { id: 'p', now: start + 90 * DAY, changedAt, random: seededRandom(1) }));

describe('a plan', () => {
  it('moves money to where it brings more, within the cap, and says why', () => {
    const plan = draft(figures()) as BudgetPlan;
    expect(plan).toMatchObject({ state: 'waiting', until: start + 93 * DAY, stage: 0, news: [{ type: 'budget.proposed' }] });
    const [google, meta] = plan.channels;
    expect(meta!.proposed).toBeGreaterThan(meta!.current);
    for (const one of [google!, meta!]) {
      expect(one.proposed / one.current).toBeGreaterThan(0.799);
      expect(one.proposed / one.current).toBeLessThan(1.251);
    }
    expect(google!.proposed + meta!.proposed).toBeLessThanOrEqual(google!.current + meta!.current + 0.02);
    expect(plan.because.join('\n')).toMatch(/meta: .*One more unit of money brings/);
    // Whoever drafts it drafts the same.
    expect(draft(figures())).toEqual(plan);
  }, 60_000);

  it('is only told in a dry run, and keeps ceilings that the step cap would break', () => {
    const plan = draft(figures(), {
      mode: 'dry-run',
      channels: { google: { operation: 'send', lock: false, ceiling: 100 } },
    }) as BudgetPlan;
    expect(plan.state).toBe('told');
    expect(plan.channels[0]!.proposed).toBeLessThanOrEqual(100);
  }, 60_000);

  it.each<[string, DailyFigures, Partial<BudgetSettings>, ReadonlyMap<string, number>, RegExp]>([
    ['learns', figures(), {}, new Map([['meta', start + 88 * DAY]]), /still learning/],
    [
      'is locked',
      figures(),
      { channels: { ...settings.channels, meta: { operation: 'send', lock: true } } },
      new Map(),
      /by the configuration/,
    ],
    ['has no account', figures(), { channels: {} }, new Map(), /no account/],
    ['reports late', figures({ channels: figures().channels.map((one) => ({ ...one, reportedAt: start })) }), {}, new Map(), /too old/],
  ])(
    'leaves a channel alone that %s',
    (_, from, more, changedAt, why) => {
      const plan = draft(from, more, changedAt) as BudgetPlan;
      const meta = plan.channels.find(({ channel }) => channel === 'meta')!;
      expect(meta.proposed).toBe(meta.current);
      expect(meta.locked).toMatch(why);
    },
    60_000,
  );

  it.each([
    ['no spend', figures({ channels: [] }), /No spend/],
    ['too few days', figures({ days: figures().days.slice(0, 40) }), /40 days, and 56/],
    ['no response', figures({ response: figures().response.map(() => 0) }), /nothing can be learned/],
  ])('is not drafted with %s', (_, from, why) => {
    expect(draft(from)).toMatch(why);
  });
});

describe('carrying a plan out', () => {
  const plan: BudgetPlan = {
    id: 'p',
    at: 0,
    state: 'approved',
    currency: 'PLN',
    channels: [
      { channel: 'meta', current: 100, proposed: 120 },
      { channel: 'ząb', current: 50, proposed: 30 },
      { channel: 'x', current: 7, proposed: 7, locked: 'it is' },
    ],
    expected: { now: 1_000, proposed: 1_100, low: 980, high: 1_200, better: 0.9, stride: 1 },
    holdout: { rows: 10, mape: 0.1, naive: 0.2 },
    because: ['Dlatego.'],
    before: { mean: 1_000, spread: 50 },
    stages: 2,
    stage: 0,
    results: [],
    changes: [],
    news: [],
  };
  const at = (now: number, since: readonly number[], fresh = true): PlanSight => ({ now, stageWait: 7 * DAY, fresh, since });
  const week = (value: number): number[] => Array.from({ length: 6 }, () => value);

  it('goes in stages while results are as expected, each under keys of its own', () => {
    const first = advancePlan(plan, at(0, []))!;
    expect(first).toMatchObject({
      state: 'watching',
      stage: 1,
      changes: [
        { key: 'budget-p-1-meta', channel: 'meta', from: 100, to: 110 },
        { key: 'budget-p-1-z%C4%85b', channel: 'ząb', from: 50, to: 40 },
      ],
      news: [{ type: 'budget.changed', text: 'Stage 1 of 2: meta 100 to 110, ząb 50 to 40 PLN a day.' }],
    });
    expect(advancePlan(first, at(6 * DAY, week(1_000)))).toBeUndefined();
    const second = advancePlan({ ...first, changes: [] }, at(7 * DAY, week(1_000)))!;
    expect(second).toMatchObject({
      stage: 2,
      changes: [
        { key: 'budget-p-2-meta', from: 110, to: 120 },
        { from: 40, to: 30 },
      ],
    });
    const end = advancePlan({ ...second, changes: [] }, at(14 * DAY, week(1_050)))!;
    expect(end).toMatchObject({ state: 'done', changes: [] });
    expect(end.results).toHaveLength(2);
    expect(isOpen(end)).toBe(false);
  });

  it('goes back to where it began when results fall below what was expected', () => {
    const first = { ...advancePlan(plan, at(0, []))!, changes: [], news: [] };
    // 1000 less 10 that were allowed for, less two standard errors of 50/√6.
    expect(advancePlan(first, at(7 * DAY, week(950)))).toMatchObject({ state: 'watching', stage: 2 });
    const back = advancePlan(first, at(7 * DAY, week(940)))!;
    expect(back).toMatchObject({
      state: 'rolled-back',
      changes: [
        { key: 'budget-p-back-meta', from: 110, to: 100 },
        { key: 'budget-p-back-z%C4%85b', from: 40, to: 50 },
      ],
      news: [{ type: 'budget.rolled-back' }],
    });
    expect(back.news[0]!.text).toContain('Every budget goes back to what it was.');
  });

  it('does not move money blindly, and does not wait for a person for ever', () => {
    const first = { ...advancePlan(plan, at(0, []))!, changes: [], news: [] };
    expect(advancePlan(first, at(9 * DAY, week(0), false))).toBeUndefined();
    expect(advancePlan(first, at(9 * DAY, [0, 0]))).toBeUndefined();
    const waiting: BudgetPlan = { ...plan, state: 'waiting', until: 10 };
    expect(advancePlan(waiting, at(9, []))).toBeUndefined();
    expect(advancePlan(waiting, at(10, []))).toMatchObject({ state: 'expired', changes: [] });
    for (const state of ['told', 'done', 'refused', 'expired', 'rolled-back'] as const)
      expect(advancePlan({ ...plan, state, stageAt: 0 }, at(99 * DAY, week(0)))).toBeUndefined();
  });
});

describe('daily figures', () => {
  it('put days, partitions and currencies together, and leave out what was before the first spend', () => {
    const days = ['2026-01-01', '2026-01-02', '2026-01-03'];
    const spend = [
      { day: days[1]!, record: { 'PLN\0meta': [1_000, 0, 0, 3, 1, 5] as [number, number, number, number, number, number] } },
      { day: days[1]!, record: { 'PLN\0meta': [50, 0, 0, 0, 0, 9] as [number, number, number, number, number, number] } },
      { day: days[2]!, record: { 'EUR\0meta': [700, 0, 0, 2, 0, 7] as [number, number, number, number, number, number] } },
    ];
    const credit = [
      { day: days[0]!, currency: 'PLN', conversions: 1, minor: 900 },
      { day: days[2]!, currency: 'PLN', conversions: 0.5, minor: 250 },
      { day: days[2]!, currency: 'EUR', conversions: 1, minor: 99 },
    ];
    expect(dailyFigures({ days, spend, credit, response: 'value' })).toEqual({
      days: days.slice(1),
      currency: 'PLN',
      response: [0, 2.5],
      channels: [{ name: 'meta', spend: [10.5, 0], reportedAt: 9 }],
      leftOut: ['EUR'],
    });
    expect(dailyFigures({ days, spend, credit, response: 'conversions' }).response).toEqual([0, 1.5]);
    expect(dailyFigures({ days, spend, credit, response: 'reported-leads' }).response).toEqual([3, 2]);
    expect(dailyFigures({ days, spend: [], credit, response: 'value' })).toMatchObject({ days: [], channels: [] });
  });
});
