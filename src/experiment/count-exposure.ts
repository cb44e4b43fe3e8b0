import { contentHash } from '#kernel';
import type { ExperimentRecord, ExposureNote, Tally } from './experiment-record.ts';
import { slotOf, settleSlots } from './slots.ts';

/** An exposure as the workflow says it. */
export interface Exposure {
  readonly experiment: string;
  readonly variant: string;
  readonly weights: { readonly [variant: string]: number };
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Most designs of one experiment, experiments of one contact: later ones take the place of the oldest. */
const MOST_DESIGNS = 5;
const MOST_NOTED = 20;

/** Counts a contact's first exposure to a design; further ones are the same contact and change nothing. True when something changed. */
export function countExposure(record: ExperimentRecord, note: ExposureNote, exposure: Exposure, horizon: number): boolean {
  const { experiment, variant, weights, at } = exposure;
  const design = contentHash(Object.entries(weights).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  if (note[experiment]?.design === design) return false;
  delete note[experiment];
  const names = Object.keys(note);
  if (names.length >= MOST_NOTED) delete note[names[0]!];
  note[experiment] = { design, variant, at };

  let counted = record.designs[design];
  if (counted === undefined) {
    const oldest = Object.keys(record.designs).toSorted((one, other) => record.designs[one]!.last - record.designs[other]!.last);
    if (oldest.length >= MOST_DESIGNS) delete record.designs[oldest[0]!];
    record.designs[design] = counted = { from: at, last: at, weights: { ...weights }, over: {}, slots: [] };
  }
  counted.from = Math.min(counted.from, at);
  counted.last = Math.max(counted.last, at);
  settleSlots(counted, horizon, counted.last);
  const tally: Tally = (slotOf(counted, at, horizon)[variant] ??= [0, 0]);
  tally[0] += 1;
  return true;
}
