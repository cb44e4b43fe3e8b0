export { compareRates, type RateComparison } from './compare-rates.ts';
export { compareRatio } from './compare-ratio.ts';
export { countConversion, openExposures } from './count-conversion.ts';
export { countExposure, type Exposure } from './count-exposure.ts';
export { experimentFields } from './experiment-fields.ts';
export type { ExperimentRecord, ExposureNote, NotedExposure, Tally } from './experiment-record.ts';
export type { ExperimentSettings } from './experiment-settings.ts';
export { mergeExposure } from './merge-exposure.ts';
export { type ExperimentResult, judgeExperiment, type VariantResult } from './judge-experiment.ts';
