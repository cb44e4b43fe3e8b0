import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullJitter } from './backoff.ts';

describe('full jitter', () => {
  it('waits anything from nothing to just under the doubled base', () => {
    expect([0, 1, 2, 3].map((attempt) => fullJitter(attempt, 100, 60_000, () => 0.999_999))).toEqual([99, 199, 399, 799]);
    expect(fullJitter(5, 100, 60_000, () => 0)).toBe(0);
  });

  it('never reaches the cap, however often it failed', () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), unit, (attempt, chance) => {
        const wait = fullJitter(attempt, 100, 30_000, () => chance);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(30_000);
      }),
    );
  });
});
