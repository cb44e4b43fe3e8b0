import { atOnce } from './in-turns.ts';

/**
 * Splits `total` among channels so that the sum of what they bring is highest, each within its bounds: dynamic programming over `steps` equal amounts. It needs no curve to be concave, which curves like an S are
 * not. `worth(channel, spend)` is what a channel brings. A total outside of what the bounds allow is brought to the nearest they do.
 */
export function bestSplit(
  total: number,
  bounds: readonly (readonly [low: number, high: number])[],
  worth: (channel: number, spend: number) => number,
  steps = 400,
): number[] {
  return atOnce(splitting(total, bounds, worth, steps));
}

/** The same channel by channel (`inTurns`). */
export function* splitting(
  total: number,
  bounds: readonly (readonly [low: number, high: number])[],
  worth: (channel: number, spend: number) => number,
  steps = 400,
): Generator<undefined, number[]> {
  const lowest = bounds.reduce((sum, [low]) => sum + low, 0);
  const highest = bounds.reduce((sum, [, high]) => sum + high, 0);
  const free = Math.min(Math.max(total, lowest), highest) - lowest;
  if (!(free > 0)) return bounds.map(([low]) => low);
  const step = free / steps;
  let best = new Float64Array(steps + 1).fill(-Infinity);
  best[0] = 0;
  const choices: Int32Array[] = [];
  for (const [channel, [low, high]] of bounds.entries()) {
    // The last amount of a channel may be a part of a step, so that its upper bound can be reached.
    const most = Math.min(steps, Math.floor((high - low) / step + 1e-9));
    const values = Float64Array.from({ length: most + 1 }, (_, units) => worth(channel, low + units * step));
    const next = new Float64Array(steps + 1).fill(-Infinity);
    const choice = new Int32Array(steps + 1);
    for (let used = 0; used <= steps; used++) {
      for (let units = 0; units <= Math.min(most, used); units++) {
        const value = best[used - units]! + values[units]!;
        if (value > next[used]!) {
          next[used] = value;
          choice[used] = units;
        }
      }
    }
    best = next;
    choices.push(choice);
    yield;
  }
  // Bounds that are no whole number of steps may leave a few steps that no channel can take; what is left is then given out below.
  let used = steps;
  while (used > 0 && best[used] === -Infinity) used--;
  const split = bounds.map(([low]) => low);
  let place = used;
  for (let channel = bounds.length - 1; channel >= 0; channel--) {
    const units = choices[channel]![place]!;
    split[channel]! += units * step;
    place -= units;
  }
  let left = free - used * step;
  for (const [channel, [, high]] of bounds.entries()) {
    const more = Math.min(left, high - split[channel]!);
    if (more > 0) {
      split[channel]! += more;
      left -= more;
    }
  }
  return split;
}
