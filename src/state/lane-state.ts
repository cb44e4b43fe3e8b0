import { CrosscurrentError } from '#kernel';
import type { KeyedState } from './keyed-state.ts';

/** A change to write: field and its JSON, or null to delete it. */
export type StateChange = readonly [field: string, json: string | null];

/**
 * LaneState is the in-process memory of one lane. Because a lane has one owner, what is cached here is the truth until the epoch changes; then the whole object is dropped.
 * Two generations bound it: at the end of a batch that filled a generation of `capacity` records, those untouched since the last such end are forgotten (they are in Redis). Within a batch nothing is
 * forgotten, so what was loaded for it stays; and a record outlives the batch after the one that changed it, so it is never loaded again while its own commit still travels.
 */
export class LaneState implements KeyedState {
  readonly #capacity: number;
  #young = new Map<string, object | null>();
  #old = new Map<string, object | null>();
  readonly #changed = new Map<string, object | null>();

  constructor(capacity = 50_000) {
    this.#capacity = capacity;
  }

  has(field: string): boolean {
    return this.#young.has(field) || this.#old.has(field);
  }

  get<T extends object>(field: string): T | undefined {
    let record = this.#young.get(field);
    if (record === undefined) {
      record = this.#old.get(field);
      if (record === undefined)
        throw new CrosscurrentError('internal', `state field "${field}" was read without being announced in reads()`);
      this.#keep(field, record);
    }
    return (record as T | null) ?? undefined;
  }

  set(field: string, record: object): void {
    this.#keep(field, record);
    this.#changed.set(field, record);
  }

  /** Keeps a new record in memory without marking it to be written. */
  adopt(field: string, record: object): void {
    this.#keep(field, record);
  }

  delete(field: string): void {
    this.#keep(field, null);
    this.#changed.set(field, null);
  }

  /** Puts what Redis holds (JSON, or null for nothing) into memory. */
  load(field: string, json: string | null): void {
    this.#keep(field, json === null ? null : (JSON.parse(json) as object));
  }

  /** The changes since the last call, as JSON; call once per batch, after its operators ran. */
  takeChanges(): StateChange[] {
    const changes: StateChange[] = [];
    for (const [field, record] of this.#changed) changes.push([field, record === null ? null : JSON.stringify(record)]);
    this.#changed.clear();
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return changes;
  }

  #keep(field: string, record: object | null): void {
    this.#young.set(field, record);
  }
}
