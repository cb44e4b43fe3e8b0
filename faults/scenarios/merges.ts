import { checkMerges } from '../checkers/merges.ts';
import { admits, works } from '../rig/roles.ts';
import type { Scenario } from '../rig/scenario.ts';
import { seededRandom } from '../rig/random.ts';

const kills = (() => {
  const random = seededRandom(4_711);
  const steps: Scenario['steps'][number][] = [];
  for (let at = 1_500; at < 40_000; at += 1_500 + Math.floor(random() * 3_500))
    steps.push({ at, do: 'signal', to: random() < 0.5 ? 'alpha' : 'beta', signal: 'SIGKILL' });
  return steps;
})();

/** People come to be known under several names while the workers that join them are killed at random. */
export const merges: Scenario = {
  name: 'merges',
  about: '10,000 names are joined to their person under load while two supervised workers are killed at random',
  engines: { admit: admits, alpha: { ...works, supervised: true }, beta: { ...works, supervised: true } },
  load: { seconds: 40, rate: 60 },
  merges: { people: 5_000, batch: 150, pause: 120 },
  steps: kills,
  patience: 180_000,
  judge({ engines, merged, seen }) {
    const findings = [...checkMerges(merged!, seen)];
    const ends = [...engines.values()].reduce((sum, { exits }) => sum + exits.length, 0);
    if (ends < 8) findings.push({ check: 'the fault', words: `only ${ends} processes died` });
    const joined = seen.journeys.filter(({ alias }) => alias).length;
    if (joined < merged!.people.length * 2) findings.push({ check: 'merges (G3)', words: `only ${joined} names were joined` });
    const forwarded = seen.identity.find(({ stage }) => stage === 'enrich')?.settled['forwarded'] ?? 0;
    return { findings, measured: `${joined} names joined, ${forwarded} events forwarded, ${ends} kills` };
  },
};
