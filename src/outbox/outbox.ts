import type { Intent } from '#action';
import type { Outcome } from './outcome.ts';

/** An intent as it waits in a partition's outbox: `id` names the stream entry, `attempts` were made before, `since` is when the first of them was made (epoch milliseconds), if any was. */
export interface OutboxEntry {
  readonly partition: number;
  readonly id: string;
  readonly intent: Intent;
  readonly attempts: number;
  readonly since?: number;
}

/** What is in a partition's outbox: `waiting` intents unsettled in the stream (`pending` of them handed out), the age of the oldest in seconds, and `retries` set aside until they are due. */
export interface OutboxMeasure {
  readonly waiting: number;
  readonly pending: number;
  readonly oldestSeconds: number;
  readonly retries: number;
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
  /** Takes over entries that another consumer has held, unsettled, for at least `minIdle` milliseconds. */
  claim(partition: number, consumer: string, minIdle: number, count: number): Promise<OutboxEntry[]>;
  /** Writes the outcome, the report event and the counters in one step. False when the entry was settled before: then nothing was written. */
  settle(entry: OutboxEntry, outcome: Outcome): Promise<boolean>;
  /** Moves retries due at `now` back into the outbox; how many were moved (at most 128 per call). */
  dueRetries(partition: number, now: number): Promise<number>;
  measure(partition: number): Promise<OutboxMeasure>;
  /** Removes settled entries from the front of the stream; never one that is unread or unsettled. How many went (the store may keep some for later). */
  trim(partition: number): Promise<number>;
}
