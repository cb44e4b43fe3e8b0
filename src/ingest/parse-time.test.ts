import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTime } from './parse-time.ts';

it('reads what Date writes and what RFC 3339 allows', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
      expect(parseTime(date.toISOString())).toBe(date.getTime());
    }),
  );
  expect(parseTime('2026-11-22T10:00:00+01:00')).toBe(Date.UTC(2026, 10, 22, 9));
  expect(parseTime('2026-11-22 10:00:00.123456789z')).toBe(Date.UTC(2026, 10, 22, 10, 0, 0, 123));
  expect(parseTime('2024-02-29T00:00:00-12:30')).toBe(Date.UTC(2024, 1, 29, 12, 30));
  expect(parseTime('2016-12-31T23:59:60Z')).toBe(Date.UTC(2016, 11, 31, 23, 59, 59, 999));
});

it.each([
  '',
  '2026-11-22',
  '2026-11-22T10:00:00',
  '2026-11-22T10:00Z',
  '2026-13-01T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-11-22T24:00:00Z',
  '2026-11-22T10:60:00Z',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-11-22T10:00:00.Z',
  '2026-11-22T10:00:00+1:00',
  '2026-11-22T10:00:00+01:60',
  '2026-11-22T10:00:00Zx',
  ' 2026-11-22T10:00:00Z',
  '1763802000000',
  '２０26-11-22T10:00:00Z',
  '2026-11-22T10:00:61Z',
])('refuses %j', (text) => {
  expect(parseTime(text)).toBeUndefined();
});
