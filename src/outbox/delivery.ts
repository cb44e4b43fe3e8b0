import type { Intent } from '#action';
import type { Account } from '#config';
import type { Connector } from '#connector';
import type { ContactRecord } from '#contact';
import type { Claim } from './guard-store.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Outcome } from './outcome.ts';

/** Delivery is one intent on its way through the stages. */
export interface Delivery {
  readonly entry: OutboxEntry;
  /** The intent as it may be sent: its members narrowed to those who agree at this moment, in the order they were committed. */
  readonly intent: Intent;
  readonly account: Account;
  readonly connector: Connector;
  /** What is known of the people the intent names. */
  readonly records: ReadonlyMap<string, ContactRecord>;
  /** What the guards booked for this attempt; given back when the platform refuses for sure. */
  readonly claim?: Claim;
  /** Set by the stage that decided; only the recorder still acts then. */
  readonly outcome?: Outcome;
}

/** Stage takes a delivery one step further and returns it. It throws only when the entry is to stay unsettled (the store is away, the worker stops): then it comes again. */
export type Stage = (delivery: Delivery, signal: AbortSignal) => Promise<Delivery>;
