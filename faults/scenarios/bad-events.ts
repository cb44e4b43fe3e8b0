import type { Finding } from '../checkers/finding.ts';
import { poison } from '../rig/engine-plan.ts';
import { admits, usual, works } from '../rig/roles.ts';
import type { Run, Scenario } from '../rig/scenario.ts';

function deadOf(run: Run, code: string): string[] {
  return run.seen.dead
    .filter((letter) => letter.stage === 'enrich' && letter.code === code)
    .map(({ value }) => (value as { id: string }).id);
}

function judgeDead(run: Run, code: string, ids: readonly string[]): Finding[] {
  const found = deadOf(run, code).toSorted();
  const all = run.seen.dead.filter(({ stage }) => stage === 'enrich').length;
  if (found.join() === [...ids].toSorted().join() && all === ids.length) return [];
  return [
    { check: 'dead letters', words: `${found.length} of code ${code} (${found.join(', ')}) among ${all}, expected ${ids.join(', ')}` },
  ];
}

/** One scenario for duplicates that come in a storm. */
export const storm: Scenario = {
  name: 'duplicate-storm',
  about: 'every event is sent fifty times more at the same moment',
  engines: usual,
  load: { seconds: 4, rate: 4, members: 10, inFlight: 2, storm: 50 },
  steps: [],
  judge: ({ seen }) => {
    const duplicates = seen.identity.find(({ stage }) => stage === 'enrich')?.settled['duplicate'] ?? 0;
    return {
      findings: duplicates > 200 ? [] : [{ check: 'the fault', words: `only ${duplicates} duplicates` }],
      measured: `${duplicates} duplicates without effect`,
    };
  },
};

const throwers = [1, 2, 3, 4, 5].map((number) => `${poison.throws}-${number}`);
const killers = [`${poison.kills}-1`];

/** Events that hurt: repeats, one that makes an operator throw, one that ends the process. */
export const badEvents: readonly Scenario[] = [
  storm,
  {
    name: 'poison-throws',
    about: 'an operator throws on some events: they become dead letters, their neighbours go on',
    engines: usual,
    load: { poison: throwers },
    steps: [],
    judge: (run) => ({ findings: judgeDead(run, 'operator-failed', throwers), measured: `${throwers.length} dead letters` }),
  },
  {
    name: 'poison-kills',
    about: 'an event kills every process that runs it: it is found, becomes a dead letter, and its neighbours go on',
    engines: { admit: admits, alpha: { ...works, supervised: true }, beta: { ...works, supervised: true } },
    load: { seconds: 10, poison: killers },
    steps: [],
    judge(run) {
      const ends = [...run.engines.values()].flatMap(({ exits }) => exits.map(({ at }) => at));
      const first = Math.min(...ends);
      const letter = run.seen.dead.find(({ code }) => code === 'poison-event');
      const crashes = ends.length;
      const findings = judgeDead(run, 'poison-event', killers);
      if (crashes < 3) findings.push({ check: 'the fault', words: `only ${crashes} processes died` });
      const lasted =
        letter === undefined ? '' : `; the last of them ${Math.round((Math.max(...ends) - first) / 100) / 10} s after the first`;
      return { findings, measured: `${crashes} processes died of it${lasted}` };
    },
  },
];
