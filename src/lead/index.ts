export { addPoints } from './add-points.ts';
export { leadPointsByType, type LeadEntry } from './lead-points-by-type.ts';
export { leadScore } from './lead-score.ts';
export type { LeadPoints, LeadSettings, LeadState } from './lead-settings.ts';
export { pointsEarned } from './points-earned.ts';
