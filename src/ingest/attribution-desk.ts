/** What is asked of the credit that was given: for conversions of the days from `from` to `to` (both inside; epoch ms), under one model or all, by channel or by campaign. */
export interface CreditQuery {
  readonly from: number;
  readonly to: number;
  readonly model?: string;
  readonly by: 'channel' | 'campaign';
}

/** AttributionDesk answers who is owed what for conversions, as plain JSON. It rejects when the store cannot be reached. */
export interface AttributionDesk {
  /** The models that credit is given by. */
  readonly models: readonly string[];
  credits(query: CreditQuery): Promise<object>;
}
