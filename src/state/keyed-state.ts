/**
 * KeyedState is what operators may remember: one lane's records by field, as plain JSON objects, synchronous because the lane loads what a batch may read before the batch runs.
 * A record may be changed in place; `set` marks it to be written with the batch's commit. Nothing is written outside a commit.
 */
export interface KeyedState {
  /** The record, or undefined when there is none. Reading a field that no operator announced in `reads` is a bug and throws. */
  get<T extends object>(field: string): T | undefined;
  set(field: string, record: object): void;
  delete(field: string): void;
  /** True when the field's record (or its absence) is in memory, so that `get` may be called. */
  has(field: string): boolean;
}
