import type { ExperimentRecord } from './experiment-record.ts';

/** Most designs of one experiment: later ones take the place of the oldest. */
const MOST_DESIGNS = 5;

/** What a lane has counted of a design of an experiment; begun with an exposure at `at` (epoch ms) when it was not there. */
export function designOf(
  record: ExperimentRecord,
  design: string,
  weights: { readonly [variant: string]: number },
  at: number,
): ExperimentRecord['designs'][string] {
  const known = record.designs[design];
  if (known !== undefined) return known;
  const oldest = Object.keys(record.designs).toSorted((one, other) => record.designs[one]!.last - record.designs[other]!.last);
  if (oldest.length >= MOST_DESIGNS) delete record.designs[oldest[0]!];
  return (record.designs[design] = { from: at, last: at, weights: { ...weights }, over: {}, slots: [] });
}
