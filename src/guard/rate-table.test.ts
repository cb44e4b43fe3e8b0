import { describe, expect, it } from 'vitest';
import { RateTable } from './rate-table.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const table = new RateTable('EUR', [
  { at: day('2026-11-23'), per: { PLN: '4.25', USD: '1.1', HUF: '400', JPY: '0' } },
  { at: day('2026-11-20'), per: { PLN: '4.2000', USD: '1.08' } },
]);

describe('a table of rates', () => {
  it.each<[string, number | string, string, string, string, number | undefined]>([
    ['from the base', 10, 'EUR', 'PLN', '2026-11-23T10:00:00Z', 42.5],
    ['into the base', '425', 'PLN', 'EUR', '2026-11-23T10:00:00Z', 100],
    ['across', 11, 'USD', 'PLN', '2026-11-23T10:00:00Z', 42.5],
    ['by the day of the event, not by the newest', 10, 'EUR', 'PLN', '2026-11-20T23:59:59Z', 42],
    ['over a weekend by Friday', 10, 'EUR', 'PLN', '2026-11-22T12:00:00Z', 42],
    ['half a hundredth up', '0.01', 'PLN', 'EUR', '2026-11-23T10:00:00Z', 0],
    ['without a table for the same currency', '19.999', 'CHF', 'CHF', '1999-01-01T00:00:00Z', 20],
    ['of a currency it does not know', 10, 'CHF', 'PLN', '2026-11-23T10:00:00Z', undefined],
    ['of a currency that another day knew', 10, 'HUF', 'PLN', '2026-11-20T10:00:00Z', undefined],
    ['of a currency worth nothing', 10, 'JPY', 'PLN', '2026-11-23T10:00:00Z', undefined],
    ['before its first day', 10, 'EUR', 'PLN', '2026-11-19T23:59:59Z', undefined],
    ['long after its last day', 10, 'EUR', 'PLN', '2026-12-24T00:00:00Z', undefined],
    ['of no amount', -1, 'EUR', 'PLN', '2026-11-23T10:00:00Z', undefined],
    ['of a name that every object has', 10, 'constructor', 'PLN', '2026-11-23T10:00:00Z', undefined],
  ])('reckons %s', (_words, amount, from, to, at, expected) => {
    expect(table.convert(amount, from, to, Date.parse(at))).toBe(expected);
  });

  it('does not lose the dust of doubles', () => {
    expect(table.convert(0.1 + 0.2, 'EUR', 'EUR', 0)).toBe(0.3);
    expect(table.convert(19.99, 'EUR', 'PLN', day('2026-11-20'))).toBe(83.96);
  });
});
