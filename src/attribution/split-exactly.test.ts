import { array, assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitExactly } from './split-exactly.ts';

describe('splitExactly', () => {
  it.each<[number, number[], number[]]>([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [1, [0.2, 0.5, 0.3], [0, 1, 0]],
    [10, [0, 0], [5, 5]],
    [7, [0, 2], [0, 7]],
    [0, [1, 2], [0, 0]],
    [5, [], []],
  ])('shares %d among %j as %j', (total, weights, parts) => expect(splitExactly(total, weights)).toEqual(parts));

  it('sums exactly and is never more than one unit from the exact share', () => {
    assert(
      property(
        integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
        array(double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const parts = splitExactly(total, weights);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
          const sum = weights.reduce((one, other) => one + other, 0);
          for (const [place, part] of parts.entries()) {
            const exact = sum > 0 ? (total * weights[place]!) / sum : total / weights.length;
            expect(Math.abs(part - exact)).toBeLessThan(1.001);
            if (weights[place] === 0 && sum > 0) expect(part === 0).toBe(true);
          }
        },
      ),
    );
  });
});
