import { describe, expect, it } from 'vitest';
import { dayOf } from './day-of.ts';

describe('the day of a moment', () => {
  it('ends at midnight in UTC, in whatever order moments are asked about', () => {
    const noon = Date.UTC(2026, 0, 31, 12);
    expect(dayOf(noon)).toBe('2026-01-31');
    expect(dayOf(Date.UTC(2026, 0, 31, 23, 59, 59, 999))).toBe('2026-01-31');
    expect(dayOf(Date.UTC(2026, 1, 1))).toBe('2026-02-01');
    expect(dayOf(noon)).toBe('2026-01-31');
    expect(dayOf(-1)).toBe('1969-12-31');
  });

  it('refuses what is no moment, and knows the next one', () => {
    expect(() => dayOf(Number.NaN)).toThrow(RangeError);
    expect(dayOf(0)).toBe('1970-01-01');
  });
});
