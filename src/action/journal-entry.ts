import type { Json } from '#kernel';

/** What a measure stood at; of members only the first are kept, with how many there were. */
export interface JournalMeasure {
  readonly value: number | boolean | null;
  readonly members?: readonly string[];
  readonly of?: number;
}

/**
 * JournalEntry is what the engine keeps of a decision to explain it later: `fired` that a rule fired, on which event and values, and under which versions; `withheld` that a rule in shadow mode would
 * have acted. It is written by the commit that made it true, into a bounded stream beside the state, and read by nobody but people. Times are business time, epoch milliseconds.
 */
export type JournalEntry =
  | {
      readonly kind: 'fired';
      readonly rule: string;
      readonly version: string;
      /** Hash of the whole set of rules in force. */
      readonly rules: string;
      readonly key: string;
      readonly fire: string;
      readonly at: number;
      readonly mode: 'active' | 'shadow';
      readonly because: string;
      /** The event that made it fire, cut to what the rule reads; long texts are shortened. */
      readonly event: { readonly [name: string]: Json };
      readonly measures: { readonly [name: string]: JournalMeasure };
    }
  | {
      readonly kind: 'withheld';
      readonly rule: string;
      readonly version: string;
      readonly key: string;
      readonly run: string;
      readonly step: string;
      readonly at: number;
      readonly connector: string;
      readonly operation: string;
      /** How many people it was for, when it addressed any. */
      readonly members?: number;
    };
