import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/** How a run of `rig-journey` ends when nothing disturbs it: what it came to, what the platform hears, and what happens in it, in any order that branches allow. */
const ends = {
  good: {
    state: 'done',
    calls: ['reserve', 'mail', 'sms', 'charge', 'thank'],
    trail: `done, charge delivered, charge sent, mail delivered, mail sent, nap over, nap waiting, pause over, pause waiting, reach joined, reach split up, reserve delivered,
      reserve sent, sms delivered, sms sent, thank delivered, thank sent, variant variant, variant.good.set-1 set`,
  },
  bad: {
    state: 'compensated',
    calls: ['reserve', 'mail', 'sms', 'charge', 'release'],
    trail: `compensated, compensating, charge failed, charge retrying, charge sent, charge sent, mail delivered, mail sent, nap over, nap waiting, pause over, pause waiting, reach joined,
      reach split up, reserve delivered, reserve sent, reserve.compensate delivered, reserve.compensate sent, sms delivered, sms sent, variant variant, variant.bad.set-1 set`,
  },
};

/**
 * Every event that asked for a journey and came out has one run, which ended as if nothing had disturbed it: in the same state, through the same transitions; and each of its
 * actions was seen at the platform, under one key of its own and with the same bytes each time.
 */
export function checkJourneys(history: LoadHistory, seen: Pick<Observation, 'members' | 'arrivals' | 'runs'>): Finding[] {
  const findings: Finding[] = [];
  const flag = (words: string): void => void findings.push({ check: 'journeys (G3, G4)', words });
  const wanted = new Set(
    history.events.filter(({ member, seq, act }) => act && seen.members.get(member)?.marks.includes(seq)).map(({ id }) => id),
  );
  const runs = new Map<string, Observation['runs'][number]>();
  const doubled: string[] = [];
  for (const run of seen.runs) {
    if (runs.has(run.event)) doubled.push(run.event);
    runs.set(run.event, run);
  }
  if (doubled.length > 0) flag(`${doubled.length} events have several runs: ${someOf(doubled)}`);
  const missing = [...wanted].filter((event) => !runs.has(event));
  if (missing.length > 0) flag(`${missing.length} events have no run: ${someOf(missing)}`);

  const heard = new Map<string, { readonly keys: Set<string>; readonly bytes: Set<string> }>();
  const stepsOf = new Map<string, Set<string>>();
  for (const { event, step, key, bodyHash } of seen.arrivals) {
    if (!step.startsWith('journey-')) continue;
    const known = heard.get(`${event} ${step}`) ?? { keys: new Set(), bytes: new Set() };
    known.keys.add(key);
    known.bytes.add(bodyHash);
    heard.set(`${event} ${step}`, known);
    stepsOf.set(key, (stepsOf.get(key) ?? new Set()).add(`${event} ${step}`));
  }
  const several = [...heard].filter(([, { keys }]) => keys.size > 1).map(([action]) => action);
  if (several.length > 0) flag(`${several.length} actions came under more than one key: ${someOf(several)}`);
  const changed = [...heard].filter(([, { bytes }]) => bytes.size > 1).map(([action]) => action);
  if (changed.length > 0) flag(`the bytes of ${changed.length} actions changed between attempts: ${someOf(changed)}`);
  const shared = [...stepsOf].filter(([, actions]) => actions.size > 1).map(([key]) => key);
  if (shared.length > 0) flag(`${shared.length} keys stand for more than one action: ${someOf(shared)}`);

  const other: string[] = [];
  for (const event of wanted) {
    const run = runs.get(event);
    if (run === undefined) continue;
    const end = ends[run.trail.includes('variant.good.set-1 set') ? 'good' : 'bad'];
    const calls = [...heard.keys()]
      .filter((action) => action.startsWith(`${event} journey-`))
      .map((action) => action.slice(event.length + 9));
    if (run.state !== end.state) other.push(`${event} is ${run.state} instead of ${end.state}`);
    else if (run.trail.toSorted().join() !== words(end.trail).toSorted().join())
      other.push(`${event} went another way: ${run.trail.join(', ')}`);
    else if (calls.toSorted().join() !== end.calls.toSorted().join()) other.push(`${event} had the actions ${calls.join(', ')}`);
  }
  if (other.length > 0) flag(`${other.length} runs ended otherwise: ${someOf(other)}`);
  return findings;
}

const words = (text: string): string[] => text.split(',').map((one) => one.trim());
