import { assert, array, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTouch } from './add-touch.ts';
import type { Journey, Touch } from './journey.ts';

const settings = { lookback: 1_000, maxTouches: 4 };
const click = (at: number): Touch => ({ at, channel: 'meta', campaign: 'wiosna', kind: 'click' });
const times = (journey: Journey): number[] => journey.touches.map((touch) => touch.at);

describe('addTouch', () => {
  it.each([
    ['puts a late touch at its place', [100, 300, 200], [100, 200, 300]],
    ['drops the oldest beyond the most', [100, 200, 300, 400, 500], [200, 300, 400, 500]],
    ['drops what is older than the lookback', [100, 200, 1_150], [200, 1_150]],
    ['does not take a touch that is too old', [5_000, 100], [5_000]],
    ['does not take a late touch into a full journey when it would be the oldest', [200, 300, 400, 500, 100], [200, 300, 400, 500]],
  ])('%s', (_, arrivals, kept) => {
    const journey: Journey = { touches: [] };
    for (const at of arrivals) addTouch(journey, click(at), settings);
    expect(times(journey)).toEqual(kept);
  });

  it('drops views before clicks', () => {
    const journey: Journey = { touches: [] };
    addTouch(journey, click(100), settings);
    for (let at = 110; at < 200; at += 10) addTouch(journey, { at, channel: 'x', kind: 'view' }, settings);
    expect(times(journey)).toEqual([100, 170, 180, 190]);
  });

  it('keeps the same touches of one lookback in whatever order they arrive', () => {
    assert(
      property(
        array(record({ at: integer({ min: 0, max: settings.lookback }), kind: constantFrom('click', 'view') }), { maxLength: 15 }),
        (arrivals) => {
          const forward: Journey = { touches: [] };
          const sorted: Journey = { touches: [] };
          for (const { at, kind } of arrivals) addTouch(forward, { at, kind, channel: 'x' }, settings);
          for (const { at, kind } of arrivals.toSorted((one, other) => one.at - other.at))
            addTouch(sorted, { at, kind, channel: 'x' }, settings);
          expect(times(forward)).toEqual(times(sorted));
        },
      ),
    );
  });

  it('never keeps too many or too old touches, and always the newest, in whatever order they arrive', () => {
    assert(
      property(
        array(record({ at: integer({ min: 0, max: 3_000 }), kind: constantFrom('click', 'view') }), { minLength: 1, maxLength: 15 }),
        (arrivals) => {
          const journey: Journey = { touches: [] };
          for (const { at, kind } of arrivals) addTouch(journey, { at, kind, channel: 'x' }, settings);
          const newest = Math.max(...times(journey));
          expect(journey.touches.length).toBeLessThanOrEqual(settings.maxTouches);
          expect(times(journey)).toEqual(times(journey).toSorted((a, b) => a - b));
          for (const at of times(journey)) expect(at).toBeGreaterThanOrEqual(newest - settings.lookback);
          const clicks = arrivals.filter(({ kind }) => kind === 'click').map(({ at }) => at);
          const last = Math.max(...clicks);
          if (clicks.length > 0 && last >= newest - settings.lookback) expect(times(journey)).toContain(last);
        },
      ),
    );
  });
});
