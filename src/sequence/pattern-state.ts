import type { SequenceMatch } from './sequence-match.ts';
import type { Pending } from './sequence-record.ts';

/** The part of a key's memory that matching changes. Pending matches are replaced and never changed, so a copy of the list is a copy of the state. */
export interface PatternState {
  readonly group: { readonly [name: string]: string };
  pending: Pending[];
  seen: number[];
}

/** What one step of matching came to. */
export interface Findings {
  readonly matches: SequenceMatch[];
  /** Pending matches that had to go because too many were pending. */
  crowded: number;
}
