import type { Json } from '#kernel';

/** An event as a rule's expressions read it, cut down to what they read. */
export type PatternEvent = { readonly [name: string]: Json };

/** What has been matched so far: the newest event of each step, by the step's name. */
export type MatchedEvents = { readonly [step: string]: PatternEvent };

/** A condition that needs more than the event alone: the events that filled earlier steps. */
export type PatternCondition = (event: PatternEvent, match: MatchedEvents, group: { readonly [name: string]: string }) => boolean;

/** Events that must not come. Without `lasting` none may come until the next step is filled; with it none for that many milliseconds, end excluded. */
export interface Absence {
  /** The bit an event has among a hit's bits when it is such an event. */
  readonly bit: number;
  readonly lasting?: number;
  readonly holds?: PatternCondition;
}

/** A step that is filled by `min` to `max` events (`max` may be Infinity). */
export interface PatternStep {
  readonly name: string;
  readonly bit: number;
  readonly min: number;
  readonly max: number;
  readonly holds?: PatternCondition;
  /** What must be absent between this step and the next one or, after the last, for a time. */
  readonly absent: readonly Absence[];
}

/** Pattern is what a sequence looks for in the events of one key. Times are milliseconds of event time. */
export interface Pattern {
  /** Names the content of the pattern: what is pending of another one means nothing here. */
  readonly hash: string;
  readonly steps: readonly PatternStep[];
  /** What must have been absent before the first step. */
  readonly before: readonly Absence[];
  /** From the first event of a match to its last, both included. */
  readonly within: number;
  /** When set, that many of the steps in any order make a match. */
  readonly anyOf?: number;
  readonly cancel?: { readonly bit: number; readonly holds?: PatternCondition };
  /** Which of two matches that stand at the same step stays. */
  readonly keep: 'newest' | 'oldest';
  /** When set, matches do not share events out: each first event begins one of its own, and at most this many are pending. */
  readonly overlap?: number;
  /** How far out of order events may come and still be put in order. */
  readonly reorder: number;
  /** How long after an absence fired a late event may still take it back. */
  readonly grace: number;
}
