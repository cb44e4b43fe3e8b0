import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultDeliverSettings } from './deliver-settings.ts';
import { afterFailure, setAside } from './retry-schedule.ts';

const settings = defaultDeliverSettings;
const now = 1_700_000_000_000;
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the retry schedule', () => {
  test('waits within [0, cap], never longer than the exponential allows, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: settings.maxAttempts - 2 }), unit, (attempts, dice) => {
        const outcome = afterFailure({ attempts }, { reason: '503' }, now, () => dice, settings);
        if (outcome.fate !== 'retryLater') throw new Error('gave up too early');
        const wait = outcome.due - now;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(settings.backoffCap, settings.backoffBase * 2 ** attempts));
        expect(outcome.attempts).toBe(attempts + 1);
      }),
    );
  });

  test('honours a sensible Retry-After: never earlier, at most the cap and one base later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 * 86_400_000 }), unit, (asked, dice) => {
        const outcome = afterFailure({ attempts: 0 }, { reason: '429', afterMilliseconds: asked }, now, () => dice, settings);
        if (outcome.fate !== 'retryLater') throw new Error('gave up');
        const wait = outcome.due - now;
        const honoured = Math.min(asked, settings.retryAfterCap);
        expect(wait).toBeGreaterThanOrEqual(honoured);
        expect(wait).toBeLessThanOrEqual(honoured + settings.backoffBase);
      }),
    );
  });

  test.each([-1, 0, -1e9, 1e12, Number.POSITIVE_INFINITY, Number.NaN])('does not believe a Retry-After of %d ms', (asked) => {
    const outcome = afterFailure({ attempts: 2 }, { reason: '429', afterMilliseconds: asked }, now, () => 0.5, settings);
    expect(outcome).toMatchObject({ fate: 'retryLater', due: now + 2_000 });
  });

  test('gives up after the last attempt and after the last hour, and keeps why', () => {
    expect(afterFailure({ attempts: 9, since: now - 5 }, { reason: 'zawsze 503' }, now, () => 0, settings)).toEqual({
      fate: 'dead',
      attempts: 10,
      code: 'attempts-exhausted',
      reason: 'zawsze 503',
    });
    expect(afterFailure({ attempts: 1, since: now - settings.maxAge }, { reason: '503' }, now, () => 0, settings)).toMatchObject({
      fate: 'dead',
    });
  });

  test('setting aside burns no attempt, only time', () => {
    expect(setAside({ attempts: 3, since: now - 10 }, 'rests', 500, now, settings)).toMatchObject({
      attempts: 3,
      since: now - 10,
      due: now + 500,
    });
    expect(setAside({ attempts: 3, since: now - settings.maxAge }, 'rests', 500, now, settings)).toMatchObject({
      fate: 'dead',
      attempts: 3,
    });
  });
});
