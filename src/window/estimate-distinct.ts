import { highestRank, registerCount } from './register-text.ts';

/**
 * How many different members left these registers, from how many registers hold each rank (`histogram[0]` to `histogram[highestRank]`). The improved raw estimator of Otmar Ertl ("New
 * cardinality estimation algorithms for HyperLogLog sketches", 2017): right over the whole range, with no table of corrections.
 */
export function estimateDistinct(histogram: ArrayLike<number>): number {
  const m = registerCount;
  let z = m * tau(1 - histogram[highestRank]! / m);
  for (let rank = highestRank - 1; rank >= 1; rank--) z = 0.5 * (z + histogram[rank]!);
  z += m * sigma(histogram[0]! / m);
  return (m * m) / (2 * Math.LN2 * z);
}

function sigma(share: number): number {
  if (share === 1) return Infinity;
  let x = share;
  let y = 1;
  let z = x;
  for (;;) {
    x *= x;
    const before = z;
    z += x * y;
    y += y;
    if (z === before) return z;
  }
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - x;
  for (;;) {
    x = Math.sqrt(x);
    const before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
    if (z === before) return z / 3;
  }
}
