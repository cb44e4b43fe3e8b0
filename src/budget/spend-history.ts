/** What was spent per channel and what came of it, period by period (days, weeks or months), oldest first. All rows are of one length. */
export interface SpendHistory {
  readonly response: readonly number[];
  readonly channels: readonly { readonly name: string; readonly spend: readonly number[] }[];
  /** Other things that move the response and are not spent for: a competitor's sales, an event (1 or 0). */
  readonly controls?: readonly (readonly number[])[];
  /** Periods in a season (52 for weeks of a year, 7 for days of a week); without it the seasons that fit are looked for. */
  readonly seasons?: readonly number[];
}
