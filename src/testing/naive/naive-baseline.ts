import type { BaselinePlan } from '#surge';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A value at the end of a window, in the order of time. */
export interface NaiveSample {
  readonly border: number;
  readonly value: number;
}

/** Milliseconds from one sample to the next. */
export const samplePeriod = ({ window }: Pick<BaselinePlan, 'window'>): number => Math.min(hour, Math.max(5 * minute, window));

/** Hour of the day, or of the week from Monday, in which a window that ends at `border` has its last moment; undefined without a season. */
function slotOf(plan: BaselinePlan, at: number): number | undefined {
  const time = new Date(at);
  if (plan.season === 'none') return undefined;
  return time.getUTCHours() + (plan.season === 'hour_of_week' ? 24 * ((time.getUTCDay() + 6) % 7) : 0);
}

/** What the baseline says at a time when its past is this list of samples: all of it is gone through from the beginning, each time. */
export function naiveVerdict(
  plan: BaselinePlan,
  began: number,
  samples: readonly NaiveSample[],
  at: number,
  value: number,
): { readonly expected: number; readonly spread: number; readonly z: number } | undefined {
  const period = samplePeriod(plan);
  const visit = Math.max(1, Math.floor(hour / period));
  const season = plan.season === 'none' ? Infinity : plan.season === 'hour_of_day' ? day : 7 * day;
  const longest = Math.max(4, Math.round(plan.history / period));
  const longestHour = Math.max(4, Math.round(plan.history / season) * visit);
  const five = (number: number): number => Number(number.toPrecision(5));
  const scale = (expected: number): number => (plan.grows ? Math.sqrt(Math.max(1, Math.abs(expected))) : 1);

  let centre = 0;
  let dispersion = 0;
  const hours = new Map<number, { mean: number; seen: number }>();
  const expectedAt = (slot: number | undefined): number => {
    if (slot === undefined) return centre;
    const same = [...hours].filter(([other]) => other % 24 === slot % 24).map(([, one]) => one);
    const seen = same.reduce((sum, one) => sum + one.seen, 0);
    const trust = Math.min(1, seen / (2 * visit));
    const mean = seen === 0 ? centre : same.reduce((sum, one) => sum + one.seen * one.mean, 0) / seen;
    const ofDay = trust * mean + (1 - trust) * centre;
    const own = hours.get(slot) ?? { mean: 0, seen: 0 };
    const share = Math.min(1, own.seen / (2 * visit));
    return share * own.mean + (1 - share) * ofDay;
  };
  const spreadAt = (expected: number): number =>
    Math.max(plan.floor, plan.counts ? Math.sqrt(Math.max(1, expected)) : Math.abs(expected) / 50, dispersion * scale(expected));
  for (const [index, sample] of samples.entries()) {
    const slot = slotOf(plan, sample.border - 1);
    const expected = index === 0 ? sample.value : expectedAt(slot);
    const most = 3 * Math.max(spreadAt(expected), Number.MIN_VALUE);
    const cut = (error: number, free: boolean): number => (free ? error : Math.max(-most, Math.min(most, error)));
    const far = cut(Math.abs(sample.value - expected), index < 8);
    const weight = Math.min(index + 1, longest);
    const moved = centre + cut(sample.value - centre, index < 8) / weight;
    dispersion = five(dispersion + ((1.25 * far) / scale(expected) - dispersion) / weight);
    centre = five(moved);
    if (slot === undefined) continue;
    const own = hours.get(slot) ?? { mean: 0, seen: 0 };
    const error = cut(sample.value - own.mean, own.seen < 2 * visit);
    // What fades counts no more than its longest memory.
    hours.set(slot, { mean: five(own.mean + error / Math.min(own.seen + 1, longestHour)), seen: Math.min(own.seen + 1, longestHour) });
  }

  const cold = at - began < plan.minHistory || samples.length < 3;
  if (cold && plan.coldStart === undefined) return undefined;
  const expected = cold ? plan.coldStart!.expected : expectedAt(slotOf(plan, at));
  const spread = cold ? plan.coldStart!.spread : spreadAt(expected);
  if (!(spread > 0)) return undefined;
  const distance = (value - expected) / spread;
  return { expected, spread, z: plan.direction === 'both' ? Math.abs(distance) : plan.direction === 'down' ? -distance : distance };
}
