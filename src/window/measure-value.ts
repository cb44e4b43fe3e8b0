/** What a measure stands at: `value` is null where it has none (an average of nothing); `members` are the distinct values, newest last, bounded. */
export interface MeasureValue {
  readonly value: number | null;
  readonly members?: readonly string[];
}
