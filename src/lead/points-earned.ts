import type { LeadEntry } from './lead-points-by-type.ts';
import { valueAt } from './value-at.ts';

/** The points an event earns: of the entries of its type, the sum of those whose filter it meets. Missing paths meet no filter. */
export function pointsEarned(event: object, entries: readonly LeadEntry[]): number {
  let sum = 0;
  for (const { points, filter } of entries) {
    let meets = true;
    for (const { path, value } of filter) {
      if (valueAt(event, path) !== value) {
        meets = false;
        break;
      }
    }
    if (meets) sum += points;
  }
  return sum;
}
