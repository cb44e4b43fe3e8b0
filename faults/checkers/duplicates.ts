import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/**
 * An id stands in the streams at least as often as its sender heard `ok`, never more often than its sender may have been heard; what is beyond was sent twice by the engine itself.
 * And the engine counted exactly the repeats as duplicates.
 */
export function checkDuplicates(history: LoadHistory, seen: Pick<Observation, 'admitted' | 'identity' | 'ownRepeats'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'duplicates (G7)', words });
  const times = new Map<string, number>();
  for (const id of seen.admitted) times.set(id, (times.get(id) ?? 0) + 1);
  const doubled = history.events.filter(({ id, maybe }) => (times.get(id) ?? 0) > maybe);
  if (doubled.length > 0) {
    flag(`${doubled.length} events stand in the streams more often than they were sent: ${someOf(doubled.map(({ id }) => id))}`);
  }
  // What the engine says into another partition before its commit is said again when it is killed in between; that too is a repeat.
  const repeats = seen.admitted.length - times.size + seen.ownRepeats;
  const counted = seen.identity.find(({ stage }) => stage === 'enrich')?.settled['duplicate'] ?? 0;
  if (counted !== repeats) flag(`${counted} events were settled as duplicates, but ${repeats} repeats stand in the streams`);
  return findings;
}
