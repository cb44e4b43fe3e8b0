import type { MatchedEvents, PatternEvent } from './pattern.ts';
import type { Pending } from './sequence-record.ts';

/** SequenceMatch is a pattern that was found. `id` names it within its rule and key: the same events always give the same id, and no two matches share one. */
export interface SequenceMatch {
  readonly id: string;
  /** Event time it was complete at: of its last event, or of the end of the last absence. */
  readonly at: number;
  readonly events: MatchedEvents;
  /** The event that completed it or, when an absence did, the last one before. */
  readonly event: PatternEvent;
  /** Set when an absence completed it: what it was before. */
  readonly waited?: Pending;
}
