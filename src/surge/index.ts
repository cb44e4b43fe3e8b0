export { nabScore, probation, type LabelledScores, type NabScore } from './nab-score.ts';
export { SurgeDetector, type SurgeRecord, type SurgeVerdict } from './surge-detector.ts';
export { defaultSurgeSettings, type SurgeSettings } from './surge-settings.ts';
export { Baseline, type BaselineRecord, type BaselineVerdict } from './baseline.ts';
export type { BaselinePlan } from './baseline-plan.ts';
