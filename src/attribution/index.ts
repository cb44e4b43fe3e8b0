export { addTouch } from './add-touch.ts';
export { attributionModels, type AttributionModel } from './attribution-models.ts';
export type { Conversion } from './conversion.ts';
export { conversionOf } from './conversion-of.ts';
export { creditConversion, type ExactCredit } from './credit-conversion.ts';
export {
  type CreditDelta,
  type CreditLedger,
  type LedgerBounds,
  mergeLedgers,
  noteConversion,
  noteRefund,
  noteTouch,
} from './credit-ledger.ts';
export { type CreditRules, defaultCreditRules } from './credit-rules.ts';
export type { AttributionSettings, Journey, Touch } from './journey.ts';
export { lastClick } from './last-click.ts';
export { MarkovChain, type MarkovCounts } from './markov-chain.ts';
export { minorUnits } from './minor-units.ts';
export { type ChannelCredit, PathCredits, type PathModel, pathModels } from './path-credits.ts';
export { ShapleyGame } from './shapley-game.ts';
export { splitExactly } from './split-exactly.ts';
export { touchOf } from './touch-of.ts';
export { defaultWeightSettings, touchWeights, type WeightSettings } from './touch-weights.ts';
