import type { KeyedState } from '#state';

/**
 * KeyedState of a replay: records live as objects and are never written as JSON. Like the state in Redis it forgets in two generations of business time, so a record goes one to two
 * generations after its last change, and a replay of years holds no more than the engine would.
 */
export class HistoryState implements KeyedState {
  readonly #generation: number;
  #current = 0;
  #young = new Map<string, object>();
  #old = new Map<string, object>();

  /** `generation` in milliseconds. */
  constructor(generation: number) {
    this.#generation = generation;
  }

  /** Everything is in memory. */
  has(): boolean {
    return true;
  }

  get<T extends object>(field: string): T | undefined {
    return (this.#young.get(field) ?? this.#old.get(field)) as T | undefined;
  }

  set(field: string, record: object): void {
    this.#young.set(field, record);
  }

  delete(field: string): void {
    this.#young.delete(field);
    this.#old.delete(field);
  }

  /** Moves business time on. */
  turn(now: number): void {
    const generation = Math.floor(now / this.#generation);
    if (generation <= this.#current) return;
    this.#old = generation === this.#current + 1 ? this.#young : new Map();
    this.#young = new Map();
    this.#current = generation;
  }

  /** Records held. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
