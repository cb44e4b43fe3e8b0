import { faded } from './faded.ts';
import type { LeadState } from './lead-settings.ts';

/** The score a state stands at, seen from `at`; of a time before the state's own the state's score. */
export function leadScore(state: LeadState, at: number, halfLife: number): number {
  return at <= state.at ? state.score : faded(state.score, at - state.at, halfLife);
}
