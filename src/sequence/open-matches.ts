import { deadlineOf } from './match-steps.ts';
import type { Pattern } from './pattern.ts';
import type { Pending, SequenceRecord } from './sequence-record.ts';
import { SequenceTrack } from './sequence-track.ts';

/** A match that has begun. Times are epoch milliseconds of event time. */
export interface OpenMatch {
  /** The steps that are filled, in the pattern's order. */
  readonly filled: readonly string[];
  /** The steps one of which it waits for; none when only an absence has to last. */
  readonly wanted: readonly string[];
  readonly began: number;
  /** When what it waits for must have come, or the absence has lasted long enough. */
  readonly until: number;
  /** Names of its first and its newest event. */
  readonly first: string;
  readonly last: string;
}

/**
 * The matches of a key that have begun and may still be completed, as they look at `now` (event time). Events are put in order and matched only when that is needed, so a record may hold
 * events that have begun a match nobody has looked for yet; here they are taken to be in order, on a copy.
 */
export function openMatches(pattern: Pattern, record: SequenceRecord, now: number): OpenMatch[] {
  const track = new SequenceTrack(pattern, structuredClone(record));
  track.clear(Math.max(record.newest, now - pattern.reorder));
  const { pending } = track.record;
  if (pattern.anyOf === undefined) return pending.map((one) => openOf(pattern, one));
  // Each filled step is pending by itself, and together they are one match.
  const inTime = pending.toSorted((a, b) => a[2] - b[2]);
  const [first] = inTime;
  if (first === undefined) return [];
  const filled = new Set(pending.map(([step]) => step));
  return [
    {
      filled: pattern.steps.filter((_, place) => filled.has(place)).map((step) => step.name),
      wanted: pattern.steps.filter((_, place) => !filled.has(place)).map((step) => step.name),
      began: first[2],
      until: first[2] + pattern.within,
      first: first[4],
      last: inTime.at(-1)![5],
    },
  ];
}

function openOf(pattern: Pattern, pending: Pending): OpenMatch {
  const [place, count, began, newest, first, last, events, counted] = pending;
  const step = pattern.steps[place]!;
  const deadline = deadlineOf(pattern, pending);
  // A step that wants more of its own events waits for those; a repeated first one only as long as its newest event counts.
  const wanted = count < step.min ? step : pattern.steps[place + 1];
  return {
    filled: pattern.steps.map((one) => one.name).filter((name) => Object.hasOwn(events, name)),
    wanted: deadline === undefined && wanted !== undefined ? [wanted.name] : [],
    began,
    until: deadline ?? (counted === 0 ? began : newest) + pattern.within,
    first,
    last,
  };
}
