import { saturation } from './saturation.ts';
import type { ResponseModel } from './response-model.ts';

/** What one more unit of money per period would bring in the long run at a spend: the mean over all ways, and the bounds of the middle four fifths. For revenue this is marginal ROAS; its inverse for leads is the cost of one more. */
export function marginalResponse(model: ResponseModel, channel: number, spend: number): { mean: number; low: number; high: number } {
  const all = model.draws
    .map((curves) => {
      const { half, slope, strength } = curves[channel]!;
      if (!(strength > 0)) return 0;
      // A channel at nought is judged by its first hundredth of the half, where a curve with a slope below 1 is not infinitely steep.
      const at = Math.max(spend, half / 100);
      const share = saturation(at, half, slope);
      return (strength * slope * share * (1 - share)) / at;
    })
    .sort((one, other) => one - other);
  const place = (share: number): number => all[Math.min(all.length - 1, Math.floor(share * all.length))] ?? 0;
  return { mean: all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length), low: place(0.1), high: place(0.9) };
}
