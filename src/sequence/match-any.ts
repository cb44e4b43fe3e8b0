import { nameOf } from './name-of.ts';
import type { Pattern } from './pattern.ts';
import type { Findings, PatternState } from './pattern-state.ts';
import type { Hit, Pending } from './sequence-record.ts';

/**
 * Matching of any `anyOf` of the steps, in whatever order. Each filled step is a pending match of its own, by step. An event fills the first step it matches that is not filled yet; when all of
 * those are filled, it takes the place of the first one's event (`keep: newest`) or is passed by.
 */
export function takeInAnyOrder(pattern: Pattern, state: PatternState, hit: Hit, found: Findings): void {
  const [at, bits, event] = hit;
  const { cancel, steps } = pattern;
  if (cancel !== undefined && (bits & cancel.bit) !== 0 && (cancel.holds === undefined || cancel.holds(event, {}, state.group)))
    state.pending = [];
  const fits = steps.map((step, place) => ((bits & step.bit) === 0 ? -1 : place)).filter((place) => place >= 0);
  const free = fits.find((place) => !state.pending.some((one) => one[0] === place));
  const place = free ?? (pattern.keep === 'newest' ? fits[0] : undefined);
  if (place === undefined) return;
  const name = nameOf(event);
  const { name: step } = steps[place]!;
  const filled: Pending = [place, 1, at, at, name, name, { [step]: event }, 0];
  state.pending = [...state.pending.filter((one) => one[0] !== place), filled];
  if (state.pending.length < pattern.anyOf!) return;
  const parts = state.pending.toSorted((a, b) => a[0] - b[0]);
  found.matches.push({
    id: JSON.stringify(['any', ...parts.map((one) => one[4])]),
    at,
    events: Object.assign({}, ...parts.map((one) => one[6])) as Pending[6],
    event,
  });
  state.pending = [];
}

/** Lets go of the steps that were filled too long ago. */
export function endInAnyOrder(pattern: Pattern, state: PatternState, time: number): void {
  if (state.pending.some((one) => time - one[3] > pattern.within)) {
    state.pending = state.pending.filter((one) => time - one[3] <= pattern.within);
  }
}
