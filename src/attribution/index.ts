export { type AttributionPlan, planAttribution, type PlanSources } from './attribution-plan.ts';
export { type AttributionSettings, creditModels, type CreditModelName } from './attribution-settings.ts';
export { conversionOf, eventName, orderName, orderOf } from './conversion-of.ts';
export { creditConversion, type ExactCredit } from './credit-conversion.ts';
export { bookCredit, type CreditDay, creditField, type CreditReceiver, readReceiver } from './credit-day.ts';
export {
  type CreditDelta,
  type CreditLedger,
  emptyLedger,
  entryNamed,
  entryOf,
  isAwaited,
  type LedgerBounds,
  type LedgerEntry,
  mergeLedgers,
  type NamedModel,
  noteConversion,
  noteRefund,
  noteRetraction,
  noteTouch,
  restate,
  touchedEntries,
  touchNamed,
  yieldConversion,
} from './credit-ledger.ts';
export { type CreditRules, defaultCreditRules, type TouchOnPath } from './credit-rules.ts';
export { type ChannelWeights, fitWeights } from './fit-weights.ts';
export { MarkovChain, type MarkovCounts } from './markov-chain.ts';
export { minorUnits } from './minor-units.ts';
export { type ChannelCredit, PathCredits, type PathModel, pathModels } from './path-credits.ts';
export { countConversion, countTouch, type PathCounts, pathField } from './path-counts.ts';
export { refundOf } from './refund-of.ts';
export { type Retraction, retractionOf } from './retraction-of.ts';
export { ShapleyGame } from './shapley-game.ts';
export { splitExactly } from './split-exactly.ts';
export type { Touch } from './touch.ts';
export { openLedger } from './open-ledger.ts';
export { touchMark } from './touch-mark.ts';
export { touchOf } from './touch-of.ts';
export { defaultWeightSettings, type PositionModel, touchWeights, type WeightSettings } from './touch-weights.ts';
