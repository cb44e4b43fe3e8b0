/** Minimum, median and maximum of some figures. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The spread of figures; of an even number the median is the mean of the middle two. */
export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** Ratios of one subject to another, round by round, so that a machine whose speed drifts compares like with like. */
export function pairwise(figures: readonly number[], others: readonly number[]): Spread {
  return spread(figures.map((figure, round) => figure / others[round]!));
}
