import { defaultWeightSettings, type PositionModel } from './touch-weights.ts';

/** How conversions are shared among touches. Durations are milliseconds. */
export interface CreditRules {
  /** A model of positions, or the weight of each channel as a data-driven model learned it (`MarkovChain.shares`); channels it does not know weigh nothing. */
  readonly model: PositionModel | ReadonlyMap<string, number>;
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
