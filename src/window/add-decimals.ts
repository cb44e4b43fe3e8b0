/** Beyond this a double has no room for six places after the point. */
const mostExact = 5e8;
const places = 1e6;

/**
 * Adds two amounts as a person would on paper: as long as both have at most six places after the point and lie below five hundred million, the sum is the double nearest to the true
 * decimal sum, so 0.1 + 0.2 is 0.3 and millions of additions and subtractions do not drift, in whatever order. Other numbers are added as doubles are.
 */
export function addDecimals(a: number, b: number): number {
  const sum = a + b;
  const size = Math.max(Math.abs(a), Math.abs(b));
  if (size >= mostExact) return sum;
  const decimal = Math.round(sum * places) / places;
  // What the doubles themselves may be off by: half a last place of each, of their sum and of its decimal.
  return Math.abs(sum - decimal) <= size * 7e-16 ? decimal : sum;
}
