import { logGamma } from './log-gamma.ts';

/** How strongly the shares are taken to lie near those that are meant: as if so many contacts had been seen. The test is keenest for deviations of a few hundredths. */
const STRENGTH = 1_000;

/**
 * Whether contacts are spread over the variants as they should be: an always-valid p-value of the counts under the weights, by the ratio of a Dirichlet mixture to the multinomial likelihood (Lindon & Malek 2022). It may be
 * watched at any time: with a right split it falls below alpha with probability alpha at most, ever. 1 while there is nothing.
 */
export function compareRatio(counts: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, one) => sum + one, 0);
  const seen = counts.reduce((sum, one) => sum + one, 0);
  let logRatio = logGamma(STRENGTH) - logGamma(STRENGTH + seen);
  for (const [place, weight] of weights.entries()) {
    const count = counts[place] ?? 0;
    if (weight === 0) {
      // Nobody should be there at all.
      if (count > 0) return 0;
      continue;
    }
    const share = weight / total;
    logRatio += logGamma(STRENGTH * share + count) - logGamma(STRENGTH * share) - count * Math.log(share);
  }
  return Math.min(1, Math.exp(-logRatio));
}
