export { fullJitter } from './backoff.ts';
export { acceleratedClock, systemClock, type Clock } from './clock.ts';
export { dayOf } from './day-of.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { CrosscurrentError, errorCodes, type ErrorCode } from './error.ts';
export { digest64, hash32 } from './hash.ts';
export type { Json, JsonObject } from './json.ts';
export { nearest } from './nearest.ts';
export { seededRandom } from './seeded-random.ts';
