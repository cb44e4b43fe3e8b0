/** Exponential backoff with full jitter: a random wait in [0, min(cap, base × 2^attempt)) milliseconds; attempt counts from 0. Source: AWS Architecture Blog, "Exponential Backoff And Jitter". */
export function fullJitter(attempt: number, base: number, cap: number, random: () => number): number {
  return Math.floor(random() * Math.min(cap, base * 2 ** Math.min(attempt, 30)));
}
