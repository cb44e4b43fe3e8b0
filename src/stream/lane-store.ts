import type { MarketingEvent } from '#event';
import type { Signal } from '#rule';
import type { Timer } from '#state';
import type { Commit, CommitResult } from './commit.ts';
import type { EntryId, Lane, Tenure } from './lane.ts';

/** One stream entry as read: a pack of values (already parsed), or what could not be read. */
export interface Entry {
  readonly id: EntryId;
  readonly pack: readonly unknown[] | undefined;
  /** How many values the entry says it carries. */
  readonly count: number;
  /** The pack as it was written, or the fields of an entry that is not a pack. */
  readonly raw: string;
}

/** Who owns what. All answers hold by the store's own clock; real safety comes from the epoch in every commit. */
export interface LeaseBook {
  /** Says that a worker lives and returns all living workers. */
  beat(worker: string, timeToLive: number): Promise<string[]>;
  /** Takes a lane when it is free, raising its epoch; undefined when another worker holds it. */
  acquire(lane: Lane, worker: string, timeToLive: number): Promise<Tenure | undefined>;
  /** False when the lane is no longer ours. */
  renew(tenure: Tenure, timeToLive: number): Promise<boolean>;
  /** Gives a lane back so that the next owner need not wait; harmless when it is no longer ours. */
  release(tenure: Tenure): Promise<void>;
  /** Removes a worker that leaves in order. */
  leave(worker: string): Promise<void>;
}

/** Reading a lane's input. One reader belongs to one lane and is closed with its tenure. */
export interface LaneReader {
  /** Entries after an id, at most `count`; waits up to `block` milliseconds for the first one, then answers an empty list. */
  read(after: EntryId, count: number, block: number): Promise<Entry[]>;
  close(): void;
}

/** What a lane remembers, for a new owner. */
export interface LaneMemory {
  /** JSON of state fields, null where there is none; in the order asked. */
  loadState(lane: Lane, fields: readonly string[]): Promise<(string | null)[]>;
  loadTimers(lane: Lane): Promise<Timer[]>;
  /** Contacts of the lane's partition that were erased. */
  loadErased(lane: Lane): Promise<string[]>;
  loadDigests(lane: Lane, hours: readonly number[]): Promise<{ hour: number; log: string }[]>;
}

/** Changing a lane. */
export interface Committer {
  /** Applies a commit if the tenure's epoch is current and `sequence` is the number of commits so far; the commit then counts as number sequence + 1. */
  commit(tenure: Tenure, sequence: number, commit: Commit): Promise<CommitResult>;
  /** Notes which message is about to run alone, and which are known to stop the process; false when fenced. */
  probe(tenure: Tenure, message: string, poisoned: readonly string[]): Promise<boolean>;
}

/** What a sender relays to a receiver at once: signals for its decide lane, and events for its enrich lane. */
export interface RelayLoad {
  readonly signals: readonly Signal[];
  readonly events: readonly MarketingEvent[];
}

/** Moving signals and events between partitions without a transaction over both: the receiver remembers, per sender, how far it has heard. */
export interface Relay {
  /** Announces a new epoch of a sender to a receiver, shutting out older ones; returns the last sender entry it has heard, or undefined when a newer epoch was there. */
  fence(sender: Lane, epoch: number, receiver: number): Promise<EntryId | undefined>;
  /** Appends what stems from the sender's entries up to `upTo`, all together; a repeat is `already`. Events count as accepted by the receiver. */
  relay(sender: Lane, epoch: number, receiver: number, upTo: EntryId, load: RelayLoad): Promise<'appended' | 'already' | 'fenced'>;
}

/** Figures of a lane for metrics and the accounting identity. */
export interface LaneFigures {
  /** Counters of the partition: `accepted`, `enrich.processed`, `decide.accepted`, `deliver.delivered` … */
  readonly counters: { readonly [name: string]: number };
  /** Milliseconds since the oldest waiting entry was appended, by the store's clock. */
  readonly lag: number;
}

export interface Housekeeping {
  /** Drops what lies below every reader's offset and is older than the retention, and state and digests out of their time. `now` is business time. */
  trim(lane: Lane, now: number, retention: { readonly events: number; readonly dedupe: number; readonly state: number }): Promise<void>;
  figures(lane: Lane): Promise<LaneFigures>;
  /** Values (not entries) that lie after the offset, counted in the stream itself and so independent of the counters. Reads the whole backlog: for checks, not for metrics. */
  waiting(lane: Lane): Promise<number>;
}

/** Everything a lane needs of Redis, or of memory. */
export interface LaneStore extends LeaseBook, LaneMemory, Committer, Relay, Housekeeping {
  reader(lane: Lane): Promise<LaneReader>;
}
