import { zoneOffset } from './zone-offset.ts';

const day = 86_400_000;

/** Where tumbling windows lie in time: which one an event belongs to, and when one ends. */
export interface WindowCalendar {
  numberOf(at: number): number;
  /** Event time at which the window of this number is over. */
  endOf(number: number): number;
}

/**
 * Tumbling windows of `window` milliseconds by the clocks of a zone (UTC when it has none): a day begins at midnight there and may have 23 or 25 hours, windows of whole weeks begin
 * on Monday, and others at a multiple of their length since midnight of 1 January 1970.
 */
export function windowCalendar(window: number, zone?: string): WindowCalendar {
  const shift = window % (7 * day) === 0 ? 3 * day : 0;
  const ahead = zone === undefined ? () => 0 : zoneOffset(zone);
  return {
    numberOf: (at) => Math.floor((at + ahead(at) + shift) / window),
    endOf(number) {
      const local = (number + 1) * window - shift;
      // The zone's own time is not known at a moment of UTC before it was looked up once; the second look is right but in the hour when clocks change.
      return local - ahead(local - ahead(local));
    },
  };
}
