/** A repeatable source of chance. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, at least `low`, at most `high`. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** True in the given share of cases. */
  chance(share: number): boolean;
}

/** Chance from a seed: the same seed, the same story. The generator is mulberry32 (public domain, Tommy Ettinger). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    chance: (share) => next() < share,
  };
}
