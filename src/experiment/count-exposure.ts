import { contentHash } from '#kernel';
import { designOf } from './design-of.ts';
import type { ExperimentRecord, ExposureNote, Tally } from './experiment-record.ts';
import { noteExposure } from './note-exposure.ts';
import { slotOf, settleSlots } from './slots.ts';

/** An exposure as the workflow says it. */
export interface Exposure {
  readonly experiment: string;
  readonly variant: string;
  readonly weights: { readonly [variant: string]: number };
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Counts a contact's first exposure to a design; further ones are the same contact and change nothing. True when something changed. */
export function countExposure(record: ExperimentRecord, note: ExposureNote, exposure: Exposure, horizon: number): boolean {
  const { experiment, variant, weights, at } = exposure;
  const design = contentHash(Object.entries(weights).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  if (note[experiment]?.design === design) return false;
  delete note[experiment];
  noteExposure(note, experiment, { design, variant, at, weights });
  const counted = designOf(record, design, weights, at);
  counted.from = Math.min(counted.from, at);
  counted.last = Math.max(counted.last, at);
  settleSlots(counted, horizon, counted.last);
  const tally: Tally = (slotOf(counted, at, horizon)[variant] ??= [0, 0]);
  tally[0] += 1;
  return true;
}
