import { saturation } from './saturation.ts';

/** What a channel does, in one of the ways that fit the past: `strength` is the response per period it can reach at most; `half` is the spend per period that reaches half of it. */
export interface ResponseCurve {
  readonly carry: number;
  readonly half: number;
  readonly slope: number;
  readonly strength: number;
}

/** The response per period, in the long run, of spending `spend` every period. */
export function steadyResponse({ half, slope, strength }: ResponseCurve, spend: number): number {
  return strength * saturation(spend, half, slope);
}
