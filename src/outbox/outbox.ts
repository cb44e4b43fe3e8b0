import type { Intent } from '#action';
import type { Outcome } from './outcome.ts';

/** An intent as it waits in a partition's outbox: `id` names the stream entry, `attempts` were made before, `since` is when the first of them was made (epoch milliseconds), if any was. */
export interface OutboxEntry {
  readonly partition: number;
  readonly id: string;
  readonly intent: Intent;
  readonly attempts: number;
  readonly since?: number;
  /** Who said yes to it, and when, if it was held. */
  readonly approved?: Approval;
  /** How often it was handed out, this time included; absent is once. */
  readonly deliveries?: number;
}

/** A person's yes; `at` is epoch milliseconds. */
export interface Approval {
  readonly by: string;
  readonly at: number;
}

/** An intent that waits for a person: `id` names it within its partition; it is given up at `until` (epoch milliseconds). */
export interface HeldIntent {
  readonly partition: number;
  readonly id: string;
  readonly intent: Intent;
  readonly attempts: number;
  /** Since when it is held. */
  readonly at: number;
  readonly until: number;
  /** What it waits for, in words. */
  readonly reason: string;
}

/** What is in a partition's outbox: `waiting` intents unsettled in the stream (`pending` of them handed out), the age of the oldest in seconds, `retries` set aside until they are due, and `held` for a person's yes. */
export interface OutboxMeasure {
  readonly waiting: number;
  readonly pending: number;
  readonly oldestSeconds: number;
  readonly retries: number;
  readonly held: number;
}

/**
 * Outbox hands committed intents to competing consumers and writes down what became of them.
 * `settle` is the only place where an intent's fate is decided: it is atomic, and of several who try, one succeeds.
 * Every method rejects when the store cannot be reached; an entry read but not settled is handed out again.
 */
export interface Outbox {
  readonly partitions: number;
  /**
   * Up to `count` entries for this consumer: first those it was given before and did not settle (after a start and after every reconnect), then new ones.
   * Waits at most `blockMilliseconds` for a new one; 0 does not wait. The same entry may come twice: the caller ignores those it is working on.
   */
  read(partition: number, consumer: string, count: number, blockMilliseconds: number): Promise<OutboxEntry[]>;
  /** Takes over entries that lay unsettled with any consumer for at least `minIdle` milliseconds; from `consumer` itself only what is not in `holds`, the ids of what it works on. */
  claim(partition: number, consumer: string, minIdle: number, count: number, holds: readonly string[]): Promise<OutboxEntry[]>;
  /** Writes the outcome, the report event and the counters in one step. False when the entry was settled before: then nothing was written. */
  settle(entry: OutboxEntry, outcome: Outcome): Promise<boolean>;
  /** Moves retries due at `now` back into the outbox; how many were moved (at most 128 per call). */
  dueRetries(partition: number, now: number): Promise<number>;
  /** Says that entries are still in work with this consumer, so that nobody takes them over; never takes one back that another has. */
  keep(partition: number, consumer: string, ids: readonly string[]): Promise<void>;
  /** Notes, before it is made, that an attempt of a suspected entry begins; how many were begun, this one included. */
  begin(entry: OutboxEntry): Promise<number>;
  /** Intents that wait for a person, those that expire soonest first. */
  held(partition: number, most: number): Promise<HeldIntent[]>;
  /** Sends a held intent on its way. False when it does not wait any more. */
  approve(partition: number, id: string, approval: Approval): Promise<boolean>;
  /** Gives a held intent up, as suppressed by the guard `approval`. False when it does not wait any more. */
  refuse(partition: number, id: string, reason: string): Promise<boolean>;
  /** Gives up held intents that nobody answered by `now` (epoch milliseconds); those that were (at most 128 a call), for the books. */
  expire(partition: number, now: number): Promise<readonly HeldIntent[]>;
  measure(partition: number): Promise<OutboxMeasure>;
  /** Removes settled entries from the front of the stream; never one that is unread or unsettled. How many went (the store may keep some for later). */
  trim(partition: number): Promise<number>;
}
