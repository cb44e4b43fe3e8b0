import type { ExperimentRecord, ExposureNote } from './experiment-record.ts';
import { slotOf } from './slots.ts';

/** Experiments of a contact for which a conversion at `at` counts: exposed before, within the horizon, not converted yet. */
export function openExposures(note: ExposureNote, at: number, horizon: number): string[] {
  return Object.entries(note)
    .filter(([, exposure]) => exposure.converted !== true && at >= exposure.at && at <= exposure.at + horizon)
    .map(([experiment]) => experiment);
}

/** Counts that a contact converted, once per exposure. */
export function countConversion(record: ExperimentRecord, note: ExposureNote, experiment: string, horizon: number): void {
  const exposure = note[experiment]!;
  exposure.converted = true;
  const design = record.designs[exposure.design];
  if (design === undefined) return;
  // Who was exposed under another name was counted in another lane: here the conversion alone is.
  (slotOf(design, exposure.at, horizon)[exposure.variant] ??= [0, 0])[1] += 1;
}
