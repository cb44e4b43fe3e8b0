import { describe, expect, test } from 'vitest';
import { convert, formatMoney, guardMistakes, isZone, microsOf, normaliseGuards, quietUntil } from '#guard';

describe('money', () => {
  test.each<[number | string, bigint | undefined]>([
    [200, 200_000_000n],
    [0.1, 100_000n],
    ['199.99', 199_990_000n],
    [0.1 + 0.2, 300_001n], // The float is a little more than 0.3; a limit must not be passed by rounding.
    [1e-7, 1n],
    ['0.0000001', 1n],
    [1.5e-6, 2n],
    [1e9, 1_000_000_000_000_000n],
    [1e9 + 1, undefined],
    [1e21, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['dwieście', undefined],
    ['', undefined],
    ['1,5', undefined],
  ])('%s is %s millionths', (amount, micros) => expect(microsOf(amount)).toBe(micros));

  test('is written with the decimals it needs', () => {
    expect(formatMoney(199_990_000n, 'PLN')).toBe('199.99 PLN');
    expect(formatMoney(5_000_000n, 'EUR')).toBe('5.00 EUR');
    expect(formatMoney(1n, 'EUR')).toBe('0.000001 EUR');
  });

  test('is converted exactly, rounded up, and never without a rate', () => {
    const rates = { base: 'EUR', worth: { PLN: '0.2331', USD: '0.92', BAD: '0' } };
    expect(convert(100_000_000n, 'PLN', 'EUR', rates)).toBe(23_310_000n);
    expect(convert(1_000_000n, 'EUR', 'USD', rates)).toBe(1_086_957n);
    expect(convert(1_000_000n, 'PLN', 'USD', rates)).toBe(253_370n);
    expect(convert(7n, 'JPY', 'JPY', undefined)).toBe(7n);
    for (const [from, to] of [
      ['JPY', 'EUR'],
      ['EUR', 'JPY'],
      ['BAD', 'EUR'],
      ['EUR', 'BAD'],
      ['toString', 'EUR'],
    ]) {
      expect(convert(1n, from!, to!, rates)).toBeUndefined();
    }
    expect(convert(1n, 'EUR', 'PLN', undefined)).toBeUndefined();
  });
});

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:00' };
  test.each<[string, { from: string; to: string }, string, string, string | undefined]>([
    ['by day nothing is quiet', night, 'Europe/Warsaw', '2026-06-01T12:00:00Z', undefined],
    ['in the evening they last until the morning', night, 'Europe/Warsaw', '2026-06-01T19:00:00Z', '2026-06-02T06:00:00Z'],
    ['they begin with their first minute', night, 'Europe/Warsaw', '2026-06-01T18:59:59.999Z', undefined],
    ['they last to the end of their last minute', night, 'Europe/Warsaw', '2026-06-02T05:59:59.999Z', '2026-06-02T06:00:00Z'],
    ['their end is outside', night, 'Europe/Warsaw', '2026-06-02T06:00:00Z', undefined],
    ['hours within a day', { from: '12:00', to: '14:00' }, 'UTC', '2026-06-01T12:30:30Z', '2026-06-01T14:00:00Z'],
    ['a zone of half hours', night, 'Asia/Kolkata', '2026-06-01T16:00:00Z', '2026-06-02T02:30:00Z'],
    ['across midnight of the year', night, 'America/New_York', '2026-12-31T23:30:00-05:00', '2027-01-01T08:00:00-05:00'],
    // Warsaw 29 March 2026: 02:00 becomes 03:00. The night is an hour shorter.
    ['the short night of spring', night, 'Europe/Warsaw', '2026-03-28T22:00:00+01:00', '2026-03-29T08:00:00+02:00'],
    [
      'an end that spring leaves out',
      { from: '23:00', to: '02:30' },
      'Europe/Warsaw',
      '2026-03-29T00:30:00+01:00',
      '2026-03-29T03:00:00+02:00',
    ],
    ['hours that spring leaves out', { from: '02:00', to: '03:00' }, 'Europe/Warsaw', '2026-03-29T03:00:00+02:00', undefined],
    // Warsaw 25 October 2026: 03:00 becomes 02:00. The night is an hour longer.
    ['the long night of autumn', night, 'Europe/Warsaw', '2026-10-24T22:00:00+02:00', '2026-10-25T08:00:00+01:00'],
    ['an end that comes twice', { from: '23:00', to: '02:30' }, 'Europe/Warsaw', '2026-10-25T01:00:00+02:00', '2026-10-25T02:30:00+02:00'],
    [
      'the second pass of an hour',
      { from: '23:00', to: '02:30' },
      'Europe/Warsaw',
      '2026-10-25T02:10:00+01:00',
      '2026-10-25T02:30:00+01:00',
    ],
    ['a minute outside a day', { from: '08:01', to: '08:00' }, 'Europe/Warsaw', '2026-10-24T12:00:00+02:00', '2026-10-25T08:00:00+01:00'],
  ])('%s', (_name, hours, zone, now, end) => {
    const until = quietUntil(hours, zone, Date.parse(now));
    expect(until === undefined ? undefined : new Date(until).toISOString()).toBe(
      end === undefined ? undefined : new Date(end).toISOString(),
    );
  });
});

test('a zone is a name of the IANA database', () => {
  for (const zone of ['Europe/Warsaw', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5']) expect(isZone(zone)).toBe(true);
  for (const zone of ['Europe/Warszawa', 'CET+1', '+01:00', '', 'contact', 'x'.repeat(100)]) expect(isZone(zone)).toBe(false);
});

test('mistakes that a schema cannot see are told with a place and a way on', () => {
  const of = (guards: Parameters<typeof guardMistakes>[0]) =>
    guardMistakes(guards).map(({ pointer, code, suggestion }) => [pointer, code, suggestion]);
  expect(of({ quiet_hours: { from: '21:00', to: '08:00', zone: 'Europe/Warsav' } })).toEqual([
    ['/quiet_hours/zone', 'unknown-zone', 'Europe/Warsaw'],
  ]);
  expect(of({ quiet_hours: { from: '21:00', to: '21:00', zone: 'contact' } })).toEqual([
    ['/quiet_hours/to', 'contradiction', undefined],
    ['/quiet_hours', 'missing-field', undefined],
  ]);
  expect(of({ quiet_hours: { from: '21:00', to: '08:00', zone: 'UTC', otherwise: 'Europe/Warsaw' } })).toEqual([
    ['/quiet_hours/otherwise', 'contradiction', undefined],
  ]);
  expect(of({ frequency_cap: { max: 1, per: '0s' }, spend_cap: { amount: 1, currency: 'EUR', per: '9999d' } })).toEqual([
    ['/spend_cap/per', 'not-allowed', undefined],
    ['/frequency_cap/per', 'not-allowed', undefined],
  ]);
  expect(of({ frequency_cap: { max: 1, per: '7d' }, approve_above: { amount: '100', currency: 'EUR' } })).toEqual([]);
});

test('what an author leaves unsaid is filled in, and what is not there stays away', () => {
  expect(normaliseGuards({})).toEqual({});
  expect(
    normaliseGuards({
      spend_cap: { amount: 0.5, currency: 'EUR', per: '1d' },
      frequency_cap: { max: 3, per: '7d' },
      quiet_hours: { from: '21:00', to: '08:00', zone: 'contact', otherwise: 'Europe/Warsaw' },
      approve_above: { amount: '100', currency: 'PLN' },
      blast_radius: { max_contacts: 500 },
    }),
  ).toEqual({
    spendCap: { amount: '0.5', currency: 'EUR', per: 86_400_000 },
    frequencyCap: { max: 3, per: 604_800_000, across: 'all' },
    quietHours: { from: '21:00', to: '08:00', zone: 'contact', otherwise: 'Europe/Warsaw', do: 'delay' },
    approveAbove: { amount: '100', currency: 'PLN', within: 86_400_000 },
    blastRadius: { maxContacts: 500 },
  });
});
