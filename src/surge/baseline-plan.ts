/** What a baseline learns and how it judges; times are milliseconds. */
export interface BaselinePlan {
  readonly season: 'none' | 'hour_of_day' | 'hour_of_week';
  /** How far back what was learnt counts: older samples fade, and after a silence this long everything starts anew. */
  readonly history: number;
  /** How long a series must be known before it is judged. */
  readonly minHistory: number;
  /** How far each sample looks back: the window of the measure. */
  readonly window: number;
  /** Whether the spread grows with the root of what is expected (counts and sums) or is the same at all levels (means, shares). */
  readonly grows: boolean;
  /** Whether it is a count of separate happenings, whose spread is never below the root of what is expected, nor below 1. */
  readonly counts: boolean;
  /** The least spread. */
  readonly floor: number;
  /** `up`: z is high when the value is; `down`: when it is low; `both`: when it is far. */
  readonly direction: 'up' | 'down' | 'both';
  /** What is expected while too little is known; without it there is no judgement then. */
  readonly coldStart?: { readonly expected: number; readonly spread: number };
}
