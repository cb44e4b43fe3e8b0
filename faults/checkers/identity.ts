import type { Observation } from '../rig/observation.ts';
import type { Finding } from './finding.ts';

/** After the drain accepted = settled in every stage, nothing is in flight, and the count of accepted events is that of the events in the streams, counted one by one. */
export function checkIdentity(seen: Pick<Observation, 'identity' | 'inStreams'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'accounting identity (G2)', words });
  for (const { stage, accepted, inFlight, difference, settled } of seen.identity) {
    if (difference !== 0) flag(`${stage}: ${accepted} accepted and ${JSON.stringify(settled)} settled differ by ${difference}`);
    if (inFlight !== 0) flag(`${stage}: ${inFlight} still in flight after the drain`);
    if (stage === 'enrich' && accepted !== seen.inStreams)
      flag(`${accepted} were counted as accepted, ${seen.inStreams} stand in the streams`);
  }
  if (seen.identity.length !== 3) flag('a stage is missing');
  return findings;
}
