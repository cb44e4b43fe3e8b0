import type { Intent, JournalEntry } from '#action';
import type { ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import type { JsonObject } from '#kernel';
import type { RuleBundle, Signal } from '#rule';
import type { KeyedState, Timer } from '#state';
import type { Observe } from '#telemetry';

/** An event the engine itself says (a workflow's `emit`, a rule's firing): admitted into the same partition by the same commit. `id` must be stable so that a repeat is a duplicate. */
export interface EmittedEvent {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly contact?: string;
  /** Partition that hears it; without it the contact's, else the lane's own. */
  readonly to?: number;
  readonly data: JsonObject;
}

/**
 * OperatorContext is all that an operator sees of the engine: time, memory and outlets of its lane. Everything an operator writes here becomes visible with the batch's
 * commit, all together or not at all; after a crash the batch is run again from the same state.
 */
export interface OperatorContext {
  /** Business time of the batch, epoch milliseconds. */
  readonly now: number;
  /** Event time up to which the lane believes to be complete, epoch milliseconds. */
  readonly watermark: number;
  readonly partition: number;
  readonly bundle: RuleBundle;
  readonly state: KeyedState;
  /** The record of a contact of this lane (created empty when unknown). After a change call `contactChanged`. */
  contact(pseudonym: string): ContactRecord;
  contactChanged(pseudonym: string): void;
  /** Whether a contact of this lane was erased: nothing is kept of it and nothing done with it any more. */
  isErased(pseudonym: string): boolean;
  /** Drops the record of a contact that was erased, and remembers that it was. */
  eraseContact(pseudonym: string): void;
  /** Remembers (source, id); false when it was already remembered within the dedupe window. */
  firstSeen(source: string, id: string): boolean;
  /** Sends a signal to the partition of its rule and key. */
  signal(signal: Signal): void;
  /** Puts an intent into the outbox. */
  intent(intent: Intent): void;
  /** Says an event of the engine's own. */
  emit(event: EmittedEvent): void;
  /** Hands an event to the lane of its contact, exactly once, and in the order in which this lane forwards. An event that is handed on because its contact goes under another name is settled as `forwarded`. */
  forward(event: MarketingEvent): void;
  /** Keeps a note for people; where nothing is kept, as in tests and replays, it is not there. */
  journal?(entry: JournalEntry): void;
  setTimer(timer: Timer): void;
  cancelTimer(id: string): void;
  readonly observe: Observe;
}
