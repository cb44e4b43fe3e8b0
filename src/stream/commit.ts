import type { DeadLetter, Intent, JournalEntry } from '#action';
import type { MarketingEvent } from '#event';
import type { Fate } from '#message';
import type { StateChange, TimerChanges } from '#state';
import type { EntryId } from './lane.ts';

/** Commit is everything a batch changes. It becomes visible all together, at most once, and only to the current owner. */
export interface Commit {
  /** Last entry the batch covers (unchanged when only timers fired). */
  readonly offset: EntryId;
  readonly watermark: number;
  readonly state: readonly StateChange[];
  readonly digests: readonly { readonly hour: number; readonly log: string }[];
  readonly timers: TimerChanges;
  readonly intents: readonly Intent[];
  /** Events the engine says itself, admitted into the same partition. */
  readonly emitted: readonly MarketingEvent[];
  /** Scored events, as JSON. */
  readonly scored: readonly string[];
  readonly late: readonly MarketingEvent[];
  readonly dead: readonly DeadLetter[];
  /** What is kept of decisions, to explain them later. */
  readonly journal?: readonly JournalEntry[];
  /** How many messages ended how. */
  readonly fates: { readonly [fate in Fate]?: number };
}

/** `already` is the answer to a repeat of the last commit (its reply was lost): nothing changed twice. `fenced`: another worker owns the lane; drop everything. */
export type CommitResult = 'committed' | 'already' | 'fenced';
