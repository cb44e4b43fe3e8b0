/** What is left of a score after `elapsed` milliseconds when it halves every `halfLife`. */
export function faded(score: number, elapsed: number, halfLife: number): number {
  return elapsed === 0 || score === 0 ? score : score * 2 ** (-elapsed / halfLife);
}
