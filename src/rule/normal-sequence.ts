import { parseDuration } from '#kernel';
import type { AuthoredRule } from './rule-schema.ts';

/** Events that come or must not come. */
export interface NormalEvents {
  readonly on: readonly string[];
  readonly where?: string;
}

/** A step of a sequence. `max` is absent when there is none; `lasting` when the absence lasts until the next step. */
export type NormalPart =
  | ({ readonly kind: 'events'; readonly as: string; readonly min: number; readonly max?: number } & NormalEvents)
  | ({ readonly kind: 'absent'; readonly lasting?: number } & NormalEvents);

/** What a rule looks for in order, with everything said; times are milliseconds. */
export interface NormalSequence {
  readonly parts: readonly NormalPart[];
  /** Absent only where it means nothing: one step, once. */
  readonly within?: number;
  readonly anyOf?: number;
  readonly cancel?: NormalEvents;
  readonly keep: 'newest' | 'oldest';
  readonly overlap?: number;
  readonly reorder: number;
  readonly grace: number;
}

/** How many matches may be pending with `overlap`, how far events may be out of order and how long an absence may be taken back, unless the rule says otherwise. */
const PENDING = 10;
const REORDER = 10_000;
const GRACE = 3_600_000;

/** The sequence of an authored rule with everything said; undefined when it has none. */
export function normalSequence(rule: AuthoredRule): NormalSequence | undefined {
  const { sequence, on = [] } = rule;
  if (sequence === undefined) return undefined;
  let steps = 0;
  const parts = sequence.map(({ as, on: own, where, times, absent, for: lasting }): NormalPart => {
    if (absent !== undefined) {
      return { kind: 'absent', ...events(absent, on), ...(lasting === undefined ? {} : { lasting: parseDuration(lasting)! }) };
    }
    steps++;
    return { kind: 'events', as: as ?? `step${steps}`, ...events({ on: own, where }, on), ...timesOf(times) };
  });
  return {
    parts,
    ...(rule.within === undefined ? {} : { within: parseDuration(rule.within)! }),
    ...(rule.any_of === undefined ? {} : { anyOf: rule.any_of }),
    ...(rule.cancel_if === undefined ? {} : { cancel: events(rule.cancel_if, on) }),
    keep: rule.keep ?? 'newest',
    ...(rule.overlap === true ? { overlap: rule.max_pending ?? PENDING } : {}),
    reorder: rule.reorder === undefined ? REORDER : parseDuration(rule.reorder)!,
    grace: rule.grace === undefined ? GRACE : parseDuration(rule.grace)!,
  };
}

/** The types of the event that may complete a sequence or, when an absence does, of the last one before. */
export function completingTypes({ parts, anyOf }: NormalSequence): readonly string[] {
  const steps = parts.filter((part) => part.kind === 'events');
  return [...new Set(anyOf === undefined ? (steps.at(-1)?.on ?? []) : steps.flatMap((step) => step.on))];
}

function events({ on, where }: { on?: readonly string[] | undefined; where?: string | undefined }, own: readonly string[]): NormalEvents {
  return { on: [...new Set(on ?? own)], ...(where === undefined ? {} : { where }) };
}

/** `3` means three or more; `{ max: 2 }` one or two. */
function timesOf(times: number | { readonly min?: number; readonly max?: number } | undefined): { min: number; max?: number } {
  if (times === undefined || times === 1) return { min: 1, max: 1 };
  if (typeof times === 'number') return { min: times };
  return { min: times.min ?? 1, ...(times.max === undefined ? {} : { max: times.max }) };
}
