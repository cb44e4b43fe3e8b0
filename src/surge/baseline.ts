import type { BaselinePlan } from './baseline-plan.ts';

/** What a baseline says of a value: how many spreads it lies from what is expected, in the direction that was asked for. */
export interface BaselineVerdict {
  readonly expected: number;
  readonly spread: number;
  readonly z: number;
}

/**
 * What a baseline knows, at most about 350 numbers: when the series began, the number of the next sample, the last disturbed one, how many were left out in a row; the overall centre, dispersion and number of
 * samples; then centre and number of samples of each hour, as far as hours were seen. All numbers are rounded as they are learnt, so that a record that was written and read again is the same.
 */
export type BaselineRecord = number[];

const FIVE_MINUTES = 300_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const HOURS = { none: 0, hour_of_day: 24, hour_of_week: 168 } as const;
/** Places in the record. */
const START = 0;
const NEXT = 1;
const DISTURBED = 2;
const LEFT_OUT = 3;
const CENTRE = 4;
const DISPERSION = 5;
const SAMPLES = 6;
const SLOTS = 7;

/**
 * Baseline learns from a series' own past what is usual at an hour of the day or of the week (UTC), in event time. A sample is taken at each border of five minutes to an hour (as long as the window where that
 * lies between): the value of the window that ends there, as it stood when event time passed the border. Centres and dispersion are running means over `history` whose errors are cut off at three
 * spreads, so that one incident moves them little; samples whose window was disturbed (the rule's condition held in it) are left out, for a day at most: what lasts longer is the new normal.
 */
export class Baseline {
  readonly record: BaselineRecord;
  readonly #plan: BaselinePlan;
  readonly #period: number;
  readonly #hours: number;
  readonly #visit: number;
  readonly #mostSlot: number;
  readonly #mostAll: number;
  #slot = -1;
  #expected = 0;

  constructor(plan: BaselinePlan, record: BaselineRecord = []) {
    this.#plan = plan;
    this.record = record;
    this.#period = Math.min(HOUR, Math.max(FIVE_MINUTES, plan.window));
    this.#hours = HOURS[plan.season];
    this.#visit = Math.max(1, Math.floor(HOUR / this.#period));
    this.#mostAll = Math.max(4, Math.round(plan.history / this.#period));
    this.#mostSlot = Math.max(4, Math.round(plan.history / (this.#hours * HOUR)) * this.#visit);
  }

  /**
   * Lets event time pass to `at` (epoch milliseconds). For each border on the way `sample` is asked for the value of the window that ends there; null where there is none. Returns whether anything was learnt.
   */
  advance(at: number, sample: (border: number) => number | null): boolean {
    const { record } = this;
    const reached = Math.floor(at / this.#period);
    if (record.length === 0 || (reached - record[NEXT]!) * this.#period > this.#plan.history) {
      this.#begin(at);
      return true;
    }
    if (record[NEXT]! > reached) return false;
    while (record[NEXT]! <= reached) {
      const border = record[NEXT]! * this.#period;
      const value = sample(border);
      if (value !== null && Number.isFinite(value) && !this.#isLeftOut(border)) this.#learn(border, value);
      record[NEXT]! += 1;
    }
    return true;
  }

  /** The rule's condition holds at event time `at`: windows that contain it teach nothing. Returns whether that is news. */
  disturb(at: number): boolean {
    const number = Math.floor(at / this.#period);
    if (this.record.length === 0 || this.record[DISTURBED]! >= number) return false;
    this.record[DISTURBED] = number;
    return true;
  }

  /** Judges the value of the window that ends at `at`; undefined while too little is known, or when a series never moved. */
  judge(at: number, value: number): BaselineVerdict | undefined {
    const { record } = this;
    const { coldStart, minHistory, direction } = this.#plan;
    let expected: number;
    let spread: number;
    if (record.length === 0 || at - record[START]! < minHistory || record[SAMPLES]! < FEWEST) {
      if (coldStart === undefined) return undefined;
      ({ expected, spread } = coldStart);
    } else {
      expected = this.#expectedAt(at);
      spread = this.#spreadAt(expected);
    }
    if (!(spread > 0)) return undefined;
    const distance = (value - expected) / spread;
    const z = direction === 'both' ? Math.abs(distance) : direction === 'down' ? -distance : distance;
    return Number.isFinite(z) ? { expected, spread, z } : undefined;
  }

  #begin(at: number): void {
    const { record } = this;
    record.length = 0;
    // The first sample is the first whose window was watched whole.
    record.push(at, Math.ceil((at + this.#plan.window) / this.#period), NOTHING, 0, 0, 0, 0);
    this.#slot = -1;
  }

  #isLeftOut(border: number): boolean {
    const { record } = this;
    const isDisturbed = (record[DISTURBED]! + 1) * this.#period > border - this.#plan.window && record[DISTURBED]! * this.#period < border;
    if (!isDisturbed || record[LEFT_OUT]! * this.#period >= DAY) {
      if (!isDisturbed) record[LEFT_OUT] = 0;
      return false;
    }
    record[LEFT_OUT]! += 1;
    return true;
  }

  #learn(border: number, value: number): void {
    const { record } = this;
    const known = record[SAMPLES]!;
    const expected = known === 0 ? value : this.#expectedAt(border - 1);
    const scale = this.#scale(expected);
    const most = CLIP * Math.max(this.#spreadAt(expected), Number.MIN_VALUE);
    const share = 1 / Math.min(known + 1, this.#mostAll);
    const far = Math.abs(value - expected);
    // The first few samples teach in full: nothing is known yet by which they could be cut.
    const isEarly = known < EARLY;
    record[DISPERSION] = rounded(
      record[DISPERSION]! + share * ((SIGMA * (isEarly ? far : Math.min(far, most))) / scale - record[DISPERSION]!),
    );
    record[CENTRE] = rounded(record[CENTRE]! + share * cut(value - record[CENTRE]!, isEarly ? Infinity : most));
    record[SAMPLES] = Math.min(known + 1, this.#mostAll);
    if (this.#hours > 0) this.#learnHour(this.#slotAt(border - 1), value, most);
    this.#slot = -1;
  }

  #learnHour(slot: number, value: number, most: number): void {
    const { record } = this;
    const place = SLOTS + 2 * slot;
    while (record.length < place + 2) record.push(0);
    const seen = record[place + 1]!;
    const bound = seen < 2 * this.#visit ? Infinity : most;
    record[place] = rounded(record[place]! + cut(value - record[place]!, bound) / Math.min(seen + 1, this.#mostSlot));
    record[place + 1] = Math.min(seen + 1, this.#mostSlot);
  }

  /** What is usual at this time: its hour of the week, as far as that was seen in two weeks; else the same hour of all days; else everything. */
  #expectedAt(at: number): number {
    if (this.#hours === 0) return this.record[CENTRE]!;
    const slot = this.#slotAt(at);
    if (slot === this.#slot) return this.#expected;
    let sum = 0;
    let samples = 0;
    for (let other = slot % 24; other < this.#hours; other += 24) {
      const seen = this.record[SLOTS + 2 * other + 1] ?? 0;
      sum += seen * (this.record[SLOTS + 2 * other] ?? 0);
      samples += seen;
    }
    const trust = Math.min(1, samples / (2 * this.#visit));
    const ofDay = samples === 0 ? this.record[CENTRE]! : trust * (sum / samples) + (1 - trust) * this.record[CENTRE]!;
    const own = Math.min(1, (this.record[SLOTS + 2 * slot + 1] ?? 0) / (2 * this.#visit));
    this.#slot = slot;
    this.#expected = own === 0 ? ofDay : own * this.record[SLOTS + 2 * slot]! + (1 - own) * ofDay;
    return this.#expected;
  }

  #spreadAt(expected: number): number {
    const { counts, floor } = this.#plan;
    const least = counts ? Math.sqrt(Math.max(1, expected)) : LEAST * Math.abs(expected);
    return Math.max(floor, least, this.record[DISPERSION]! * this.#scale(expected));
  }

  #scale(expected: number): number {
    return this.#plan.grows ? Math.sqrt(Math.max(1, Math.abs(expected))) : 1;
  }

  /** Hour of the day, or of the week that begins on Monday, in which this time lies. */
  #slotAt(at: number): number {
    // 1970 began on a Thursday.
    const hour = Math.floor(at / HOUR) + 72;
    return ((hour % this.#hours) + this.#hours) % this.#hours;
  }
}

/** A number of a sample that never was. */
const NOTHING = -1;
const FEWEST = 3;
const EARLY = 8;
/** Standard deviations to one mean absolute deviation of normal noise. */
const SIGMA = 1.25;
const CLIP = 3;
/** The least spread of what is no count, as a share of what is expected. */
const LEAST = 0.02;

function cut(error: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, error));
}

/** Five significant digits: enough for a usual value, and short in a record. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
