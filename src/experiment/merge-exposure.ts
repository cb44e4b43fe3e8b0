import { designOf } from './design-of.ts';
import type { ExperimentRecord, ExposureNote, NotedExposure } from './experiment-record.ts';
import { noteExposure } from './note-exposure.ts';
import { slotOf } from './slots.ts';

/**
 * Joins an exposure that was noted of a person under another name: a person is in a design once, under the variant it was exposed to first. Of two exposures to one design the later is taken back from what this lane has
 * counted, wherever it was counted: the sums of all lanes are what is judged. Conversions are for `countConversion`.
 */
export function mergeExposure(
  record: ExperimentRecord,
  note: ExposureNote,
  experiment: string,
  theirs: NotedExposure & { readonly weights: { readonly [variant: string]: number } },
  horizon: number,
): void {
  const ours = note[experiment];
  // Later conversions count here, and have to find what they count for.
  const design = designOf(record, theirs.design, theirs.weights, theirs.at);
  if (ours?.design !== theirs.design) {
    if (ours === undefined || ours.at <= theirs.at) noteExposure(note, experiment, theirs);
    return;
  }
  const [kept, dropped] = ours.at <= theirs.at ? [ours, theirs] : [theirs, ours];
  note[experiment] = kept;
  const tally = (slotOf(design, dropped.at, horizon)[dropped.variant] ??= [0, 0]);
  tally[0] -= 1;
  if (dropped.converted === true) tally[1] -= 1;
}
