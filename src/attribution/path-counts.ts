import { dayOf } from '#kernel';
import type { CreditLedger } from './credit-ledger.ts';

/**
 * Summary of the paths of one day in one partition, as plain JSON: how often one channel followed another, as `from\0to` → times; the start is an empty `from`, a conversion an empty `to`. It is what a Markov chain needs of all
 * paths, and it grows with the number of channels, not of people. A day may hold less than nought of a step when a late touch came between two of another day; sums over days are right.
 */
export interface PathCounts {
  [step: string]: number;
}

/** A day tells so many steps apart (those among some forty channels); a step that would be one too many is not counted. */
const MOST_STEPS = 2_000;
const START = '';
const CONVERSION = '';

/** Counts a touch at its place in a contact's path: it comes between what was before it and what is after. To be called before the ledger notes it; with `times` -1 after the ledger let go of one that was counted. */
export function countTouch(counts: PathCounts, ledger: CreditLedger, at: number, channel: string, times: 1 | -1 = 1): void {
  const before = stateBefore(ledger, at);
  const after = stateAfter(ledger, at);
  count(counts, before, channel, times);
  if (after === undefined) return;
  count(counts, before, after, -times);
  count(counts, channel, after, times);
}

/** Counts a conversion: it ends a walk, and what comes after it begins another. To be called before the ledger notes it, once a conversion. */
export function countConversion(counts: PathCounts, ledger: CreditLedger, at: number): void {
  const before = stateBefore(ledger, at);
  const after = stateAfter(ledger, at);
  count(counts, before, CONVERSION, 1);
  if (after === undefined) return;
  count(counts, before, after, -1);
  count(counts, START, after, 1);
}

/** State field of the paths of one day. */
export function pathField(at: number): string {
  return `paths|${dayOf(at)}`;
}

function stateBefore({ touches, entries }: CreditLedger, at: number): string {
  const touch = touches.findLast((one) => one.at <= at);
  const conversion = entries.findLast((one) => one.at <= at);
  return touch === undefined || (conversion !== undefined && conversion.at >= touch.at) ? START : touch.channel;
}

/** The channel or conversion that comes next; undefined when the walk goes no further. */
function stateAfter({ touches, entries }: CreditLedger, at: number): string | undefined {
  const touch = touches.find((one) => one.at > at);
  const conversion = entries.find((one) => one.at > at);
  if (touch === undefined) return conversion === undefined ? undefined : CONVERSION;
  return conversion !== undefined && conversion.at < touch.at ? CONVERSION : touch.channel;
}

function count(counts: PathCounts, from: string, to: string, times: number): void {
  // Staying changes nothing in where a walk ends; a conversion without any touch tells nothing of channels.
  if (from === to) return;
  const step = `${from.replaceAll('\u0000', ' ')}\u0000${to.replaceAll('\u0000', ' ')}`;
  const known = Object.hasOwn(counts, step) ? counts[step]! : 0;
  if (known === 0 && !Object.hasOwn(counts, step) && Object.keys(counts).length >= MOST_STEPS) return;
  counts[step] = known + times;
}
