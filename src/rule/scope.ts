import type { Json } from '#kernel';
import type { MeasureValue } from '#window';

/** What `when` and templates may read. `event` is the signal's cut-down event. */
export interface Scope {
  readonly event: { readonly [name: string]: Json };
  readonly group: { readonly [name: string]: string };
  readonly measures: { readonly [name: string]: MeasureValue };
  readonly now: number;
  /** The events that filled the steps of a sequence, by step. */
  readonly match?: { readonly [step: string]: { readonly [name: string]: Json } };
}
