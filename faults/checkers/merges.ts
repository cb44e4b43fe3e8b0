import type { MergeHistory } from '../rig/merge-load.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/** Every person of three names has one journey, in one record, and in it every click once: none is lost, none doubled, and no name has kept a part for itself. */
export function checkMerges(history: MergeHistory, seen: Pick<Observation, 'journeys'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'merges (G3)', words });
  if (history.refused > 0) flag(`${history.refused} events were not taken at all`);
  const found = new Map<string, number>();
  const places = new Map<number, Set<string>>();
  for (const { contact, campaigns } of seen.journeys) {
    for (const campaign of campaigns) {
      found.set(campaign, (found.get(campaign) ?? 0) + 1);
      const person = Number(campaign.split('-')[1]);
      const records = places.get(person);
      if (records) records.add(contact);
      else places.set(person, new Set([contact]));
    }
  }
  const clicks = history.people.flatMap((one) => one.clicks);
  const lost = clicks.filter((one) => !found.has(one));
  if (lost.length > 0) flag(`${lost.length} of ${clicks.length} clicks are in no journey: ${someOf(lost)}`);
  const doubled = clicks.filter((one) => (found.get(one) ?? 0) > 1);
  if (doubled.length > 0) flag(`${doubled.length} clicks are in journeys more than once: ${someOf(doubled)}`);
  const several = [...places].filter(([, records]) => records.size > 1).map(([person]) => String(person));
  if (several.length > 0) flag(`${several.length} people have journeys in several records: ${someOf(several)}`);
  return findings;
}
