import type { Intent } from '#action';
import type { ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import type { EmittedEvent, OperatorContext } from '#operator';
import type { RuleBundle, Signal } from '#rule';
import type { KeyedState, Timer } from '#state';
import type { Occurrence } from '#telemetry';

/** A bundle without rules, for operators that ask for none. */
const emptyBundle: RuleBundle = { hash: 'empty', rules: new Map(), candidates: () => [], hears: () => false, steps: () => [] };

/** What a test may set of a fake context; everything else starts empty. */
export interface FakeContextOptions {
  readonly now?: number;
  readonly watermark?: number;
  readonly partition?: number;
  readonly bundle?: RuleBundle;
  /** Contact records that are there before the operator runs. */
  readonly contacts?: Iterable<readonly [string, ContactRecord]>;
  /** State records that are there before the operator runs. */
  readonly state?: Iterable<readonly [string, object]>;
  /** When true, reading a field or a contact that was not loaded by `load` or `loadContact` throws, as the engine does. */
  readonly strict?: boolean;
}

/** FakeContext is an OperatorContext in plain memory that keeps what the operator did, so that a test can look at it. Its time may be set. */
export interface FakeContext extends OperatorContext {
  now: number;
  watermark: number;
  bundle: RuleBundle;
  readonly signals: Signal[];
  readonly intents: Intent[];
  readonly emitted: EmittedEvent[];
  readonly forwarded: MarketingEvent[];
  readonly timers: Map<string, Timer>;
  readonly contacts: Map<string, ContactRecord>;
  readonly changedContacts: Set<string>;
  readonly records: Map<string, object>;
  /** Fields that were `set` or deleted since the test last cleared it. */
  readonly changedFields: Set<string>;
  readonly seen: Set<string>;
  readonly occurrences: Occurrence[];
  readonly erased: Set<string>;
  /** Marks fields as loaded; returns true when at least one of them is new (so a test can loop over `reads` as the lane does). */
  load(fields: readonly string[]): boolean;
  loadContact(pseudonym: string): void;
}

/** Builds a FakeContext. Loaded fields and contacts are checked only when `strict` is set. */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  const records = new Map<string, object>(options.state ?? []);
  const contacts = new Map<string, ContactRecord>(options.contacts ?? []);
  const loaded = new Set<string>();
  const loadedContacts = new Set<string>();
  const changedFields = new Set<string>();
  const changedContacts = new Set<string>();
  const strict = options.strict ?? false;
  const signals: Signal[] = [];
  const intents: Intent[] = [];
  const emitted: EmittedEvent[] = [];
  const forwarded: MarketingEvent[] = [];
  const timers = new Map<string, Timer>();
  const seen = new Set<string>();
  const occurrences: Occurrence[] = [];
  const erased = new Set<string>();

  const state: KeyedState = {
    get<T extends object>(field: string): T | undefined {
      if (strict && !loaded.has(field)) throw new Error(`state field ${field} was read but not announced in reads`);
      return records.get(field) as T | undefined;
    },
    set(field, record) {
      records.set(field, record);
      loaded.add(field);
      changedFields.add(field);
    },
    delete(field) {
      records.delete(field);
      loaded.add(field);
      changedFields.add(field);
    },
    has: (field) => !strict || loaded.has(field),
  };

  return {
    now: options.now ?? 0,
    watermark: options.watermark ?? options.now ?? 0,
    partition: options.partition ?? 0,
    bundle: options.bundle ?? emptyBundle,
    state,
    signals,
    intents,
    emitted,
    forwarded,
    timers,
    contacts,
    changedContacts,
    records,
    changedFields,
    seen,
    occurrences,
    erased,
    load(fields) {
      const before = loaded.size;
      for (const field of fields) loaded.add(field);
      return loaded.size > before;
    },
    loadContact(pseudonym) {
      loadedContacts.add(pseudonym);
    },
    contact(pseudonym) {
      if (strict && !loadedContacts.has(pseudonym)) throw new Error(`contact ${pseudonym} was read but not announced in contacts`);
      let record = contacts.get(pseudonym);
      if (record === undefined) {
        record = {};
        contacts.set(pseudonym, record);
      }
      return record;
    },
    contactChanged(pseudonym) {
      changedContacts.add(pseudonym);
    },
    isErased: (pseudonym) => erased.has(pseudonym),
    eraseContact(pseudonym) {
      erased.add(pseudonym);
      contacts.delete(pseudonym);
    },
    firstSeen(source, id) {
      const key = JSON.stringify([source, id]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },
    signal: (signal) => void signals.push(signal),
    intent: (intent) => void intents.push(intent),
    emit: (event) => void emitted.push(event),
    forward: (event) => void forwarded.push(event),
    setTimer: (timer) => void timers.set(timer.id, timer),
    cancelTimer: (id) => void timers.delete(id),
    observe: (occurrence) => void occurrences.push(occurrence),
  };
}
