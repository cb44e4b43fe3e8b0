const HOUR = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;

/** What is known of one hour of the day or week: its mean, and in how many days or weeks it was seen. */
type Slot = [mean: number, seen: number];

/** SeasonRecord is all a season knows; it never grows beyond 192 slots. */
export interface SeasonRecord {
  readonly day: readonly (readonly number[])[];
  readonly week: readonly (readonly number[])[];
  readonly open: readonly number[];
}

/**
 * Season learns the usual value of each hour of the day and of the week (UTC) from whole hours, in order of time. An hour of the week counts as soon as it was seen in two weeks; before, the hour of the day answers
 * once it was seen on two days; before that there is none.
 */
export class Season {
  readonly #day: Slot[];
  readonly #week: Slot[];
  #hour: number;
  #sum: number;
  #rows: number;

  constructor(record?: SeasonRecord) {
    this.#day = slots(DAY_HOURS, record?.day);
    this.#week = slots(WEEK_HOURS, record?.week);
    [this.#hour = Number.NaN, this.#sum = 0, this.#rows = 0] = record?.open ?? [];
  }

  /** The usual value at this time (epoch milliseconds), or undefined while too little is known. */
  expected(at: number): number | undefined {
    const hour = Math.floor(at / HOUR);
    const week = this.#week[slotOf(hour, WEEK_HOURS)]!;
    if (week[1] >= 2) return week[0];
    const day = this.#day[slotOf(hour, DAY_HOURS)]!;
    return day[1] >= 2 ? day[0] : undefined;
  }

  /** Takes a row in. Returns how far the hour that it closed lay from what was expected of it, or undefined when it closed none or nothing was expected. `bound` is the most an hour may teach. */
  learn(at: number, value: number, bound: number): number | undefined {
    const hour = Math.floor(at / HOUR);
    let error: number | undefined;
    if (hour !== this.#hour) {
      if (this.#rows > 0) error = this.#close(bound);
      this.#hour = hour;
      this.#sum = 0;
      this.#rows = 0;
    }
    this.#sum += value;
    this.#rows += 1;
    return error;
  }

  get record(): SeasonRecord {
    return {
      day: this.#day.map((slot) => [...slot]),
      week: this.#week.map((slot) => [...slot]),
      open: Number.isNaN(this.#hour) ? [] : [this.#hour, this.#sum, this.#rows],
    };
  }

  #close(bound: number): number | undefined {
    const mean = this.#sum / this.#rows;
    const expected = this.expected(this.#hour * HOUR);
    teach(this.#day[slotOf(this.#hour, DAY_HOURS)]!, mean, bound, DAY_WEIGHT);
    teach(this.#week[slotOf(this.#hour, WEEK_HOURS)]!, mean, bound, WEEK_WEIGHT);
    return expected === undefined ? undefined : mean - expected;
  }
}

const DAY_WEIGHT = 0.1;
const WEEK_WEIGHT = 0.3;

function teach(slot: Slot, mean: number, bound: number, weight: number): void {
  slot[1] += 1;
  const error = slot[1] === 1 ? mean - slot[0] : Math.min(bound, Math.max(-bound, mean - slot[0]));
  slot[0] += Math.max(weight, 1 / slot[1]) * error;
}

function slotOf(hour: number, hours: number): number {
  return ((hour % hours) + hours) % hours;
}

function slots(count: number, record: readonly (readonly number[])[] | undefined): Slot[] {
  return Array.from({ length: count }, (_, at): Slot => [record?.[at]?.[0] ?? 0, record?.[at]?.[1] ?? 0]);
}
