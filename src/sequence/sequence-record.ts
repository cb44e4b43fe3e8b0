import type { PatternEvent } from './pattern.ts';

/** An event that matched a listener of a sequence; `bits` has the bit of each. */
export type Hit = readonly [at: number, bits: number, event: PatternEvent];

/** An event of the first step that counts towards its times: when it was and its name. */
export type Counted = readonly [at: number, name: string];

/**
 * A match that has begun: the step it stands at, how many events filled that, event times of its first and its newest event, and the names of both. `events` are the newest events by step
 * name; `first` the counted events of a repeated first step, which leave when they are too old (0 otherwise).
 */
export type Pending = readonly [
  step: number,
  count: number,
  began: number,
  last: number,
  firstName: string,
  lastName: string,
  events: { readonly [step: string]: PatternEvent },
  first: readonly Counted[] | 0,
];

/** An absence that fired, kept while a late event may take it back: the match it was, when it fired, and the fire's name. */
export type FiredAbsence = readonly [pending: Pending, deadline: number, id: string];

/**
 * What a sequence remembers of one key, as it lies in state: short, because it is written with every batch that touched it. `newest` is the newest event time seen, `cleared` the time
 * up to which events are put in order and matched; `waiting` are those beyond, in order; `seen` the last time of each event that must be absent before the first step (-1 when never).
 */
export interface SequenceRecord {
  hash: string;
  group: { readonly [name: string]: string };
  newest: number;
  /** Whole minutes from then to when it was last touched, when that is more than one. */
  lag?: number;
  cleared: number;
  waiting: Hit[];
  pending: Pending[];
  seen?: number[];
  fired?: FiredAbsence[];
  /** Business time of the timer that is set. */
  wake?: number;
}
