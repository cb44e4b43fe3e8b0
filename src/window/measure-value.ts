/**
 * What a measure stands at: `value` is null where it has none (an average of nothing, a ratio of too little); `members` are the distinct values, newest last, bounded;
 * `approximate` says that more were seen than are remembered one by one and that `value` is an estimate.
 * `lack` is why there is no value where one could be expected.
 */
export interface MeasureValue {
  readonly value: number | boolean | null;
  readonly members?: readonly string[];
  readonly approximate?: boolean;
  readonly lack?: 'low-denominator' | 'memory-full' | 'cold-start' | undefined;
  /** What a baseline says: how many spreads the value lies from what is expected, and both; null while too little is known. */
  readonly z?: number | null;
  readonly expected?: number | null;
  readonly spread?: number | null;
}
