import { MarkovChain } from './markov-chain.ts';
import type { PathCounts } from './path-counts.ts';

/** What each channel weighs, as a Markov chain learned it from the paths of a while. */
export interface ChannelWeights {
  /** Removal effects as shares that sum to 1; empty when nothing converted. */
  readonly shares: { readonly [channel: string]: number };
  readonly conversions: number;
  /** Walks in all: those that ended in a conversion, and those that did not or not yet. */
  readonly walks: number;
}

const START = -1;
const CONVERSION = -2;
const NOTHING = -3;

/**
 * Fits the weights of channels to summaries of paths, of any days and partitions. A walk that went into a channel and not on ended there without a conversion, so those need not be counted while they happen: they are what went
 * in less what went out. Walks that are still under way count among them.
 */
export function fitWeights(summaries: Iterable<PathCounts>): ChannelWeights {
  const steps = new Map<string, number>();
  for (const summary of summaries) for (const [step, times] of Object.entries(summary)) steps.set(step, (steps.get(step) ?? 0) + times);
  const places = new Map<string, number>();
  const placeOf = (channel: string): number => {
    const known = places.get(channel) ?? places.size;
    places.set(channel, known);
    return known;
  };
  const counts: [number, number, number][] = [];
  const left = new Map<number, number>();
  let conversions = 0;
  let walks = 0;
  for (const [step, times] of steps) {
    if (times <= 0) continue;
    const [from = '', to = ''] = step.split('\u0000');
    const source = from === '' ? START : placeOf(from);
    const target = to === '' ? CONVERSION : placeOf(to);
    counts.push([source, target, times]);
    if (source === START) walks += times;
    else left.set(source, (left.get(source) ?? 0) - times);
    if (target === CONVERSION) conversions += times;
    else left.set(target, (left.get(target) ?? 0) + times);
  }
  for (const [place, times] of left) if (times > 0) counts.push([place, NOTHING, times]);
  if (conversions === 0) return { shares: {}, conversions, walks };
  const shares = MarkovChain.from({ version: 1, channels: [...places.keys()], counts }).shares();
  return { shares: Object.fromEntries(shares), conversions, walks };
}
