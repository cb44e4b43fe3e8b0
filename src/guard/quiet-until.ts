import type { QuietHours } from './guards.ts';

const MINUTE = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * When the quiet hours that hold at `now` (epoch milliseconds) end in a zone, or undefined when none hold. The clock on the wall decides: when it jumps, the hours are as much longer or shorter.
 * An end that the spring change leaves out is the moment of the change; of an end that the autumn change brings twice, the first counts.
 */
export function quietUntil(hours: Pick<QuietHours, 'from' | 'to'>, zone: string, now: number): number | undefined {
  const from = minutesOf(hours.from);
  const to = minutesOf(hours.to);
  if (!holds(from, to, wall(zone, now))) return undefined;
  const begin = now - (now % MINUTE);
  const guess = begin + distance(to, wall(zone, begin)) * MINUTE;
  // Between two changes the wall clock runs straight: the minutes that are left are the answer. Across a change, minute after minute is looked at.
  if (wall(zone, guess) === to) return guess;
  let end = begin + MINUTE;
  while (holds(from, to, wall(zone, end))) end += MINUTE;
  return end;
}

function holds(from: number, to: number, at: number): boolean {
  return from <= to ? at >= from && at < to : at >= from || at < to;
}

/** Minutes from `at` until a wall clock that runs straight shows `to`. */
function distance(to: number, at: number): number {
  return (to - at + 1_440) % 1_440;
}

/** Minutes since midnight on the wall of a zone. */
function wall(zone: string, at: number): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, clock);
  }
  return minutesOf(clock.format(at));
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}
