import { TheilSenRegression } from 'ml-regression';

/** Pairs of points are compared, so more than this would be slow; the last ones say most of what comes. */
const MOST_POINTS = 300;

/**
 * The straight line through a row of numbers by Theil and Sen, which one day of outage or of a viral post does not bend (`ml-regression`). Guarded, because the package answers NaN without a word for what it cannot do:
 * fewer than four numbers, or any that is not finite, get a level line through their mean.
 */
export function trendLine(values: readonly number[]): { readonly slope: number; readonly at: (place: number) => number } {
  const from = Math.max(0, values.length - MOST_POINTS);
  const used = values.slice(from);
  const finite = used.filter(Number.isFinite);
  const mean = finite.length > 0 ? finite.reduce((sum, value) => sum + value, 0) / finite.length : 0;
  const level = { slope: 0, at: () => mean };
  if (used.length < 4 || finite.length < used.length) return level;
  const line = new TheilSenRegression(
    used.map((_, place) => place + from),
    used,
  );
  if (!Number.isFinite(line.slope) || !Number.isFinite(line.intercept)) return level;
  return { slope: line.slope, at: (place) => line.intercept + line.slope * place };
}
