import { assert, array, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPoints } from './add-points.ts';
import { leadScore } from './lead-score.ts';
import type { LeadState } from './lead-settings.ts';

const day = 86_400_000;
const settings = { halfLife: 7 * day, ceiling: 1_000_000 };
const started = Date.parse('2025-03-01T12:00:00Z');

describe('addPoints', () => {
  it('halves a score every half-life', () => {
    const state: LeadState = { score: 0, at: 0 };
    expect(addPoints(state, 40, started, settings)).toBe(40);
    expect(addPoints(state, 0, started + 7 * day, settings)).toBeCloseTo(20, 9);
    expect(addPoints(state, 10, started + 14 * day, settings)).toBeCloseTo(20, 9);
    expect(leadScore(state, started + 21 * day, settings.halfLife)).toBeCloseTo(10, 9);
  });

  it('fades a late event to the time of the state', () => {
    const state: LeadState = { score: 0, at: 0 };
    addPoints(state, 10, started, settings);
    expect(addPoints(state, 40, started - 7 * day, settings)).toBeCloseTo(30, 9);
    expect(state.at).toBe(started);
  });

  it('stays between nought and the ceiling', () => {
    const state: LeadState = { score: 0, at: 0 };
    expect(addPoints(state, 500, started, { ...settings, ceiling: 100 })).toBe(100);
    expect(addPoints(state, -500, started, settings)).toBe(0);
  });

  it('gives the same score in whatever order the events arrive', () => {
    const one = record({ points: constantFrom(1, 5, 20, 60), at: integer({ min: started, max: started + 60 * day }) });
    assert(
      property(array(one, { minLength: 1, maxLength: 20 }), (events) => {
        const forward: LeadState = { score: 0, at: 0 };
        const backward: LeadState = { score: 0, at: 0 };
        for (const event of events) addPoints(forward, event.points, event.at, settings);
        for (const event of events.toReversed()) addPoints(backward, event.points, event.at, settings);
        expect(backward.at).toBe(forward.at);
        expect(backward.score).toBeCloseTo(forward.score, 6);
      }),
    );
  });
});
