/** The models a deployment may share conversions by, as they are named in its configuration. */
export const creditModels = [
  'last-click',
  'first',
  'last',
  'last-non-direct',
  'linear',
  'time-decay',
  'position',
  'markov',
  'shapley',
  'custom',
] as const;

export type CreditModelName = (typeof creditModels)[number];

/** How a deployment gives credit. Durations are milliseconds. */
export interface AttributionSettings {
  /** At least one; the first is the one that others than people go by. */
  readonly models: readonly CreditModelName[];
  readonly lookback: number;
  readonly viewLookback: number;
  readonly views: 'always' | 'without-click' | 'never';
  readonly level: 'channel' | 'campaign';
  readonly halfLife: number;
  readonly firstShare: number;
  readonly lastShare: number;
  /** The weight of a touch in CEL, for the model `custom`. */
  readonly custom?: string;
  /** How long after a conversion late touches and joined contacts still change its credit. */
  readonly corrections: number;
  /** What is kept per contact. */
  readonly maxTouches: number;
  readonly maxConversions: number;
  /** How often data-driven weights are fitted anew, and to the paths of how long. */
  readonly refit: { readonly every: number; readonly window: number };
}
