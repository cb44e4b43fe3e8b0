import type { Tally } from './experiment-record.ts';

/** What a comparison of two conversion rates says now, and may be asked at any time: it is as right at the hundredth look as at the first. */
export interface RateComparison {
  /** The difference of the rates, other minus control, and an interval that covers the true one at all times together with probability 1 − alpha. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Always-valid p-value. */
  readonly p: number;
}

/** Below so many contacts each, and conversions of both together, the normal approximation is not to be trusted and nothing is said. */
const LEAST_CONTACTS = 100;
const LEAST_CONVERSIONS = 20;

/**
 * Compares two conversion rates by a mixture sequential probability ratio test (Robbins 1970; Johari, Pekelis & Walsh 2017): under no difference the likelihood ratio, mixed over a normal distribution of differences with
 * standard deviation `effect`, is a martingale that exceeds 1/alpha at any time with probability alpha at most. Its inverse is a p-value, and the differences that it does not refuse are the interval. Undefined while there is
 * too little.
 */
export function compareRates(
  control: Tally,
  other: Tally,
  { alpha, effect }: { readonly alpha: number; readonly effect: number },
): RateComparison | undefined {
  if (Math.min(control[0], other[0]) < LEAST_CONTACTS || control[1] + other[1] < LEAST_CONVERSIONS) return undefined;
  const difference = other[1] / other[0] - control[1] / control[0];
  const variance = varianceOf(control) + varianceOf(other);
  const mixture = effect * effect;
  const whole = variance + mixture;
  const logRatio = 0.5 * Math.log(variance / whole) + (mixture * difference * difference) / (2 * variance * whole);
  const reach = Math.sqrt(((2 * variance * whole) / mixture) * (Math.log(1 / alpha) + 0.5 * Math.log(whole / variance)));
  return { difference, low: difference - reach, high: difference + reach, p: Math.min(1, Math.exp(-logRatio)) };
}

/** Variance of a rate. One conversion of two is added, so that a rate of nought does not seem to be certain. */
function varianceOf([exposed, converted]: Tally): number {
  const rate = (converted + 1) / (exposed + 2);
  return (rate * (1 - rate)) / exposed;
}
