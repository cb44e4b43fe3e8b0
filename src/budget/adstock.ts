/**
 * Spend as it is felt: each period `carry` of what was felt before stays, and the rest comes from the spend of the period (geometric adstock with weights that sum to 1). Constant spend is felt as itself, so that
 * curves can be read in money per period. Before the first row spend is taken to have been that of the first `warm` rows on average.
 */
export function adstock(spend: readonly number[], carry: number, warm = 4): Float64Array {
  const felt = new Float64Array(spend.length);
  let before = 0;
  const first = Math.min(warm, spend.length);
  for (let at = 0; at < first; at++) before += spend[at]! / first;
  for (let at = 0; at < spend.length; at++) {
    before = carry * before + (1 - carry) * spend[at]!;
    felt[at] = before;
  }
  return felt;
}
