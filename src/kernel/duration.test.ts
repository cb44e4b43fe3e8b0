import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['28d', 2_419_200_000],
    ['1w', 604_800_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['0.5h', 1_800_000],
    [' 5s ', 5_000],
  ])('read %s as %d milliseconds', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['', ' ', '5', 's', '5 s', '5x', '-5s', '5s!', '1h 30m', '1e3s', '999999999999w'])('do not read "%s"', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
    expect([0, 1, 5_400_000, 90_061_001].map(formatDuration)).toEqual(['0s', '1ms', '1h30m', '1d1h1m1s1ms']);
  });
});
