import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/**
 * Every event whose sender heard `ok` came out at the end (in a window, a dead letter or the late stream), and nothing came out that nobody sent. An event whose outcome is unknown may
 * have come out or not; one that was refused may not. Only meaningful after a complete drain. The method is that of Jepsen's total-queue.
 */
export function checkTotalQueue(history: LoadHistory, seen: Pick<Observation, 'members' | 'dead' | 'late' | 'admitted'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'total-queue (G1, G2)', words });
  const settled = new Set<string>(seen.late);
  for (const { stage, value } of seen.dead) {
    if (stage === 'enrich' && typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string')
      settled.add(value.id);
  }
  const byMark = new Map(history.events.map((event) => [`${event.member}/${event.seq}`, event]));
  const unexpected: string[] = [];
  for (const [member, { marks }] of seen.members) {
    for (const mark of marks) {
      const event = byMark.get(`${member}/${mark}`);
      if (event === undefined) unexpected.push(`${member}/${mark}`);
      else settled.add(event.id);
    }
  }
  const lost = history.events.filter(({ id, outcome }) => outcome === 'ok' && !settled.has(id)).map(({ id }) => id);
  if (lost.length > 0) flag(`${lost.length} accepted events are lost: ${someOf(lost)}`);
  if (unexpected.length > 0) flag(`${unexpected.length} events came out that nobody sent: ${someOf(unexpected)}`);
  const refused = history.events.filter(({ id, maybe }) => maybe === 0 && settled.has(id)).map(({ id }) => id);
  if (refused.length > 0)
    flag(`${refused.length} events came out although their sender was told that they were not taken: ${someOf(refused)}`);
  const admitted = new Set(seen.admitted);
  const missing = history.events.filter(({ id, outcome }) => outcome === 'ok' && !admitted.has(id)).map(({ id }) => id);
  if (missing.length > 0) flag(`${missing.length} accepted events do not stand in the streams: ${someOf(missing)}`);
  return findings;
}
