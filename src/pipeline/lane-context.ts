import type { Intent, JournalEntry } from '#action';
import { contactField, contactNotes, type ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import type { EmittedEvent, OperatorContext } from '#operator';
import type { RuleBundle, Signal } from '#rule';
import { type DigestMemory, LaneState, type StateChange, type Timer, TimerQueue } from '#state';
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
  /** Records of the batch by pseudonym: most operators ask for the contact of every event, and its state field is a text of its own that would be made each time. */
  readonly #records = new Map<string, ContactRecord>();
  /** Contacts of the batch whose record changed. */
  readonly #touched = new Set<string>();
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

  /** Whether the record of a contact is in memory. */
  holds(pseudonym: string): boolean {
    if (this.#records.has(pseudonym)) return true;
    const field = contactField(pseudonym);
    if (!this.state.has(field)) return false;
    this.#look(pseudonym, field);
    return true;
  }

  contact(pseudonym: string): ContactRecord {
    return this.#records.get(pseudonym) ?? this.#look(pseudonym, contactField(pseudonym));
  }

  #look(pseudonym: string, field: string): ContactRecord {
    let record = this.state.get<ContactRecord>(field);
    if (record === undefined) this.state.adopt(field, (record = {}));
    this.#records.set(pseudonym, record);
    return record;
  }

  contactChanged(pseudonym: string): void {
    this.#touched.add(pseudonym);
  }

  isErased(pseudonym: string): boolean {
    return this.erased.size > 0 && this.erased.has(pseudonym);
  }

  eraseContact(pseudonym: string): void {
    this.erased.add(pseudonym);
    this.state.delete(contactField(pseudonym));
    for (const field of contactNotes(pseudonym)) this.state.delete(field);
    this.#records.delete(pseudonym);
    this.#touched.delete(pseudonym);
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

  /** The changes of state since the last call, those of contacts among them; call once per batch, after its operators ran. */
  takeChanges(): StateChange[] {
    for (const pseudonym of this.#touched) this.state.set(contactField(pseudonym), this.contact(pseudonym));
    this.#touched.clear();
    // Between batches the state may let a record go, and then load it anew.
    this.#records.clear();
    return this.state.takeChanges();
  }

  /** What was said since the last call. */
  takeOutlets(): Outlets {
    const outlets = this.#outlets;
    this.#outlets = { signals: [], intents: [], emitted: [], forwarded: [], journal: [] };
    return outlets;
  }
}
