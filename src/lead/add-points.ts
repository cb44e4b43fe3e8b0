import { faded } from './faded.ts';
import type { LeadSettings, LeadState } from './lead-settings.ts';

/**
 * Adds points earned at `at` (epoch ms) to a contact's fading score and answers the score that then holds, never above the ceiling. The score is an exponentially decayed sum: each event's
 * points halve every `halfLife` ms. An event that comes late is faded to the state's time before it is added, so the order of arrival makes no difference (but for rounding, and for
 * points cut off at the ceiling).
 */
export function addPoints(state: LeadState, points: number, at: number, settings: Pick<LeadSettings, 'halfLife' | 'ceiling'>): number {
  const { halfLife, ceiling } = settings;
  if (at >= state.at) {
    state.score = faded(state.score, at - state.at, halfLife) + points;
    state.at = at;
  } else {
    state.score += faded(points, state.at - at, halfLife);
  }
  if (state.score > ceiling) state.score = ceiling;
  else if (state.score < 0) state.score = 0;
  return state.score;
}
