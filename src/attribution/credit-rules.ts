import { defaultWeightSettings, type PositionModel } from './touch-weights.ts';

/** A touch on a path to a conversion as a weight of one's own sees it: `place` counts from 1 (the oldest) to `count`, `days` is how long before the conversion it was. `campaign` is empty where there is none. */
export interface TouchOnPath {
  readonly channel: string;
  readonly campaign: string;
  readonly kind: string;
  readonly days: number;
  readonly place: number;
  readonly count: number;
}

/**
 * What shares a conversion among touches: a model of positions; `last-click`, which looks at kinds too; `shapley`; the weight of each channel as a data-driven model learned it (channels it does not know weigh nothing); or a
 * weight of one's own for each touch (what is no positive number weighs nothing).
 */
export type CreditModel = PositionModel | 'last-click' | 'shapley' | ReadonlyMap<string, number> | ((touch: TouchOnPath) => number);

/** How conversions are shared among touches. Durations are milliseconds. */
export interface CreditRules {
  readonly model: CreditModel;
  /** How long before a conversion a click or visit, and a view, may be to count. */
  readonly clickLookback: number;
  readonly viewLookback: number;
  /** Views count like clicks, only where there is no click, or never. */
  readonly views: 'always' | 'without-click' | 'never';
  /** Whether credit goes to channels or to their campaigns. */
  readonly level: 'channel' | 'campaign';
  readonly halfLife: number;
  readonly firstShare: number;
  readonly lastShare: number;
}

const DAY = 86_400_000;

export const defaultCreditRules: CreditRules = {
  model: 'last',
  clickLookback: 30 * DAY,
  viewLookback: DAY,
  views: 'without-click',
  level: 'campaign',
  halfLife: defaultWeightSettings.halfLife * DAY,
  firstShare: defaultWeightSettings.firstShare,
  lastShare: defaultWeightSettings.lastShare,
};
