import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { checkActions } from './actions.ts';
import { checkAnswers } from './answers.ts';
import { checkBounds } from './bounds.ts';
import { checkDuplicates } from './duplicates.ts';
import type { Finding } from './finding.ts';
import { checkIdentity } from './identity.ts';
import { checkOrder } from './order.ts';
import { checkSums } from './sums.ts';
import { checkTotalQueue } from './total-queue.ts';

/** Resident memory a process of the rig may reach, in bytes. */
const MEMORY_LIMIT = 400 * 2 ** 20;

/** All checks that hold for every run, whatever went wrong in it. */
export function checkRun(history: LoadHistory, seen: Observation, peaks: ReadonlyMap<string, number>): Finding[] {
  return [
    ...checkTotalQueue(history, seen),
    ...checkSums(history, seen),
    ...checkOrder(seen),
    ...checkDuplicates(history, seen),
    ...checkIdentity(seen),
    ...checkActions(history, seen),
    ...checkAnswers(history.answers),
    ...checkBounds(peaks, MEMORY_LIMIT),
  ];
}
