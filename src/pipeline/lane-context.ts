import type { Intent, JournalEntry } from '#action';
import { contactField, contactNotes, type ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import type { EmittedEvent, OperatorContext } from '#operator';
import type { RuleBundle, Signal } from '#rule';
import { type DigestMemory, LaneState, type Timer, TimerQueue } from '#state';
import type { Observe } from '#telemetry';

/** What operators said during a batch. */
export interface Outlets {
  readonly signals: Signal[];
  readonly intents: Intent[];
  readonly emitted: EmittedEvent[];
  readonly forwarded: MarketingEvent[];
  readonly journal: JournalEntry[];
}

/** LaneContext is the OperatorContext of one tenure: its memory is dropped with it. */
export class LaneContext implements OperatorContext {
  now = 0;
  watermark = 0;
  bundle: RuleBundle;
  readonly partition: number;
  readonly state: LaneState;
  readonly timers = new TimerQueue();
  readonly observe: Observe;
  /** Contacts that were erased; the store keeps them, whoever owns the lane. */
  readonly erased = new Set<string>();
  readonly #digests: DigestMemory | undefined;
  /** The contact asked for last, and its record: most operators ask for the contact of the same event. */
  #asked = '';
  #field = '';
  #record: ContactRecord | undefined;
  #outlets: Outlets = { signals: [], intents: [], emitted: [], forwarded: [], journal: [] };

  constructor(options: {
    partition: number;
    bundle: RuleBundle;
    digests: DigestMemory | undefined;
    observe: Observe;
    stateCapacity?: number;
  }) {
    this.partition = options.partition;
    this.bundle = options.bundle;
    this.observe = options.observe;
    this.#digests = options.digests;
    this.state = new LaneState(options.stateCapacity);
  }

  contact(pseudonym: string): ContactRecord {
    if (this.#record !== undefined && pseudonym === this.#asked) return this.#record;
    const field = contactField(pseudonym);
    let record = this.state.get<ContactRecord>(field);
    if (record === undefined) this.state.adopt(field, (record = {}));
    this.#asked = pseudonym;
    this.#field = field;
    this.#record = record;
    return record;
  }

  contactChanged(pseudonym: string): void {
    const record = this.contact(pseudonym);
    this.state.set(this.#field, record);
  }

  isErased(pseudonym: string): boolean {
    return this.erased.size > 0 && this.erased.has(pseudonym);
  }

  eraseContact(pseudonym: string): void {
    this.erased.add(pseudonym);
    this.state.delete(contactField(pseudonym));
    for (const field of contactNotes(pseudonym)) this.state.delete(field);
    this.#record = undefined;
  }

  firstSeen(source: string, id: string): boolean {
    if (!this.#digests) throw new Error('this lane remembers no ids');
    return this.#digests.firstSeen(source, id, this.now);
  }

  signal(signal: Signal): void {
    this.#outlets.signals.push(signal);
  }

  intent(intent: Intent): void {
    this.#outlets.intents.push(intent);
  }

  emit(event: EmittedEvent): void {
    this.#outlets.emitted.push(event);
  }

  forward(event: MarketingEvent): void {
    this.#outlets.forwarded.push(event);
  }

  journal(entry: JournalEntry): void {
    this.#outlets.journal.push(entry);
  }

  setTimer(timer: Timer): void {
    this.timers.set(timer);
  }

  cancelTimer(id: string): void {
    this.timers.cancel(id);
  }

  /** What was said since the last call. */
  takeOutlets(): Outlets {
    // Between batches the state may let a record go, and then load it anew.
    this.#record = undefined;
    const outlets = this.#outlets;
    this.#outlets = { signals: [], intents: [], emitted: [], forwarded: [], journal: [] };
    return outlets;
  }
}
