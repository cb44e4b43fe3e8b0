import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { quietUntil } from './quiet-until.ts';

const minute = 60_000;
/** Among them one whose clocks change by half an hour, one at an odd quarter, one that changes on the other half of the globe, one that never does. */
const zones = ['Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Asia/Kolkata', 'America/Sao_Paulo'];
/** Nights in which some of them change their clocks. */
const changes = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
];

const clocks = new Map(
  zones.map((zone) => [zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' })]),
);
/** What the clock on the wall shows, as `HH:MM`. */
const clock = (zone: string, at: number): string => clocks.get(zone)!.format(at);

/** The plain reading: minute after minute is looked at until the clock shows a time that is not quiet. */
function naive(from: string, to: string, zone: string, now: number): number | undefined {
  const quiet = (at: number): boolean => {
    const shown = clock(zone, at);
    return from < to ? from <= shown && shown < to : shown >= from || shown < to;
  };
  if (!quiet(now)) return undefined;
  let at = now - (now % minute) + minute;
  while (quiet(at)) at += minute;
  return at;
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 0, 15, 30, 59))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
const moments = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -26 * 60, max: 26 * 60 }))
    .map(([change, off]) => Date.parse(change) + off * minute + (off % 7)),
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
);

function property(wrong: (from: string, to: string, zone: string, now: number) => number = (_from, _to, _zone, now) => now) {
  return fc.property(time, time, fc.constantFrom(...zones), moments, (from, to, zone, now) => {
    fc.pre(from !== to);
    expect(quietUntil({ from, to }, zone, wrong(from, to, zone, now))).toBe(naive(from, to, zone, now));
  });
}

describe('the end of quiet hours, against looking at the clock minute after minute', () => {
  it(
    'is the same in every zone, on days of 23, 23½, 24½ and 25 hours too',
    () => {
      fc.assert(property(), propertyRuns(300));
    },
    propertyTimeout,
  );

  it(
    'would not be taken to agree when the clock went a minute fast',
    () => {
      expect(
        isFlagged(
          property((_from, _to, _zone, now) => now + minute),
          400,
        ),
      ).toBe(true);
    },
    propertyTimeout,
  );
});
