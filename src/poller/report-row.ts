/** What a platform reports of one campaign on one day, as it stands now: totals, not increments. Amounts are decimal texts, as platforms write them. */
export interface ReportRow {
  readonly campaign: string;
  readonly name?: string;
  /** `YYYY-MM-DD` in the account's own calendar. */
  readonly day: string;
  readonly currency: string;
  readonly spend: string;
  readonly impressions: number;
  readonly clicks: number;
  readonly leads: number;
  readonly conversions: number;
}
