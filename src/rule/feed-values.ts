import { hash32, type Json } from '#kernel';
import type { HoleValues } from './expand-template.ts';

/** How a value of a repetition is made: one after the other, picked by chance, or a number by chance between two. */
export type FeedGenerator = readonly Json[] | { readonly pick: readonly Json[] } | { readonly from: number; readonly to: number };

/**
 * The values of one place of a repetition. Chance is a hash of the seed, the name and the place, so a test feeds the same events each time it runs and a further value changes no other one.
 */
export function feedValues(generators: { readonly [name: string]: FeedGenerator }, place: number, seed: string): HoleValues {
  const values: { i: number; [name: string]: Json } = { i: place };
  for (const [name, generator] of Object.entries(generators)) {
    if (isList(generator)) values[name] = generator[place % generator.length]!;
    else if ('pick' in generator) values[name] = generator.pick[Math.floor(chance(seed, name, place) * generator.pick.length)]!;
    else values[name] = between(generator.from, generator.to, chance(seed, name, place));
  }
  return values;
}

/** A number of at least 0 and below 1 that only these three decide. */
export function chance(seed: string, name: string, place: number): number {
  return hash32(`${seed}|${name}|${place}`) / 2 ** 32;
}

/** Whole bounds give whole numbers, both bounds among them; others give numbers with at most three decimals. */
function between(from: number, to: number, by: number): number {
  if (Number.isInteger(from) && Number.isInteger(to)) return from + Math.floor(by * (to - from + 1));
  return Math.round((from + by * (to - from)) * 1_000) / 1_000;
}

const isList = (generator: FeedGenerator): generator is readonly Json[] => Array.isArray(generator);
