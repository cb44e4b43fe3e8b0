/** FiringPlan is what stands between a condition that is true and a fire, and what ends a fire. Times are milliseconds of event time. */
export interface FiringPlan {
  /** How long the condition must hold; 0 when it need not. */
  readonly holdFor: number;
  /** Whether a fire lasts until it is resolved. */
  readonly resolves: boolean;
  readonly resolveAfter?: number;
  readonly maxFires?: { readonly n: number; readonly per: number };
  /** Whether other rules may hold it back. */
  readonly inhibited: boolean;
}
