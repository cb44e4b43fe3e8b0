import type { DeadLetter } from '#action';
import type { StageIdentity } from '#stream';
import type { Arrival } from './platform.ts';

/** What the rule `rig-sums` remembers of one member, read from the committed state of the decide lanes. */
export interface MemberState {
  readonly sum: number;
  readonly count: number;
  /** Sequence numbers in the order they were folded. */
  readonly marks: readonly number[];
}

/** What stands in Redis and at the platform after the drain. */
export interface Observation {
  readonly members: ReadonlyMap<string, MemberState>;
  /** Every id in the events streams, as often as it stands there, the engine's own reports left out. */
  readonly admitted: readonly string[];
  /** Events in the streams by the packs themselves, reports included. */
  readonly inStreams: number;
  readonly dead: readonly DeadLetter[];
  /** Ids in the late streams. */
  readonly late: readonly string[];
  readonly identity: readonly StageIdentity[];
  /** Times that an event of the engine's own stands in the streams again. */
  readonly ownRepeats: number;
  /** Runs of `rig-journey`: the event they are about, what they came to, and what happened in them. */
  readonly runs: readonly { readonly event: string; readonly state: string; readonly trail: readonly string[] }[];
  /** Journeys of contacts, as the campaigns of their touches; and whether a contact goes under another name. */
  readonly journeys: readonly { readonly contact: string; readonly campaigns: readonly string[]; readonly alias: boolean }[];
  /** What the platform saw, in order. */
  readonly arrivals: readonly Arrival[];
}
