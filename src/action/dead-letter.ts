import type { ErrorCode, Json } from '#kernel';

/** DeadLetter is what could not be processed or delivered, kept whole and replayable. */
export interface DeadLetter {
  readonly stage: 'enrich' | 'decide' | 'deliver';
  /** Operator or connector that gave up. */
  readonly by: string;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly attempts: number;
  readonly at: number;
  /** The event, signal or intent itself. */
  readonly value: Json;
}
