import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

const STEPS = ['now', 'later'];

/**
 * Every event that asked for actions and came out has each of them at the platform at least once, or as a dead letter; every attempt of an action has the same key and the same bytes;
 * no key stands for two actions, and no action for an event that did not come out.
 */
export function checkActions(history: LoadHistory, seen: Pick<Observation, 'members' | 'arrivals' | 'dead'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'actions (G4)', words });
  const wanted = new Set<string>();
  for (const { id, member, seq, act } of history.events) {
    if (act && seen.members.get(member)?.marks.includes(seq)) for (const step of STEPS) wanted.add(`${id} ${step}`);
  }
  const keysOf = new Map<string, Set<string>>();
  const actionsOf = new Map<string, Set<string>>();
  const bytesOf = new Map<string, Set<string>>();
  const note = (map: Map<string, Set<string>>, at: string, value: string): void => {
    const known = map.get(at);
    if (known) known.add(value);
    else map.set(at, new Set([value]));
  };
  for (const { key, bodyHash, event, step } of seen.arrivals) {
    // Journeys have a check of their own.
    if (step.startsWith('journey-')) continue;
    note(keysOf, `${event} ${step}`, key);
    note(actionsOf, key, `${event} ${step}`);
    note(bytesOf, key, bodyHash);
  }
  const dead = new Set<string>();
  for (const { stage, value } of seen.dead) {
    if (stage !== 'deliver' || typeof value !== 'object' || value === null || !('parameters' in value)) continue;
    const { event, step } = value['parameters'] as { event: string; step: string };
    dead.add(`${event} ${step}`);
  }
  const missing = [...wanted].filter((action) => !keysOf.has(action) && !dead.has(action));
  if (missing.length > 0) flag(`${missing.length} actions never arrived: ${someOf(missing)}`);
  const unasked = [...keysOf.keys()].filter((action) => !wanted.has(action));
  if (unasked.length > 0) flag(`${unasked.length} actions nobody asked for arrived: ${someOf(unasked)}`);
  const several = [...keysOf].filter(([, keys]) => keys.size > 1).map(([action]) => action);
  if (several.length > 0) flag(`${several.length} actions came under more than one key: ${someOf(several)}`);
  const shared = [...actionsOf].filter(([, actions]) => actions.size > 1).map(([key]) => key);
  if (shared.length > 0) flag(`${shared.length} keys stand for more than one action: ${someOf(shared)}`);
  const changed = [...bytesOf].filter(([, bytes]) => bytes.size > 1).map(([key]) => key);
  if (changed.length > 0) flag(`the bytes of ${changed.length} actions changed between attempts: ${someOf(changed)}`);
  return findings;
}
