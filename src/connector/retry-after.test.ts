import { expect, test } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['seconds', '120', undefined, 120_000],
  ['a fraction of a second', '0.5', undefined, 500],
  ['a date, by our clock', 'Sun, 22 Nov 2026 12:01:00 GMT', undefined, 60_000],
  ["a date, by the sender's own clock", 'Sun, 22 Nov 2026 18:01:00 GMT', 'Sun, 22 Nov 2026 18:00:30 GMT', 30_000],
  ['a date in the past', 'Sun, 22 Nov 2026 11:00:00 GMT', undefined, undefined],
  ['zero', '0', undefined, undefined],
  ['a negative number', '-5', undefined, undefined],
  ['an absurd number', '1000000000', undefined, undefined],
  ['words', 'później', undefined, undefined],
  ['an empty value', '', undefined, undefined],
  ['no header', undefined, undefined, undefined],
])('%s', (_name, header, date, wait) => {
  expect(retryAfter(header, date, now)).toBe(wait);
});
