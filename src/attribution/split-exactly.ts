/**
 * Shares a whole number of minor units (cents) among weights so that the parts sum to it exactly: each part is rounded toward nought, and what is left goes, one unit each, to the largest
 * remainders, the first of equal ones first (method of largest remainders, Hamilton). Works for negative totals (refunds). Weights must be finite and not negative; when all are nought the
 * shares are equal. Without weights there is nobody to give to, and the answer is empty.
 */
export function splitExactly(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const sign = total < 0 ? -1 : 1;
  const units = Math.abs(total);
  let sum = 0;
  for (const weight of weights) sum += weight;
  const even = !(sum > 0) || !Number.isFinite(sum);
  const parts: number[] = [];
  const remainders: number[] = [];
  let given = 0;
  for (const weight of weights) {
    const exact = even ? units / weights.length : (weight / sum) * units;
    const part = Math.min(Math.floor(exact), units - given);
    parts.push(part);
    remainders.push(exact - part);
    given += part;
  }
  const order = remainders.map((_, place) => place).sort((one, other) => remainders[other]! - remainders[one]! || one - other);
  // Rounding errors of the quotients are far below one part, so what is left is fewer units than there are parts; the remainder keeps the loop right even if it were not.
  for (let left = units - given, turn = 0; left > 0; left--, turn++) parts[order[turn % order.length]!]! += 1;
  return sign < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts;
}
