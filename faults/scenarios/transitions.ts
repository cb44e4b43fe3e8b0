import type { Finding } from '../checkers/finding.ts';
import { checkJourneys } from '../checkers/journeys.ts';
import type { EngineChild } from '../rig/engine-child.ts';
import type { EnginePlan } from '../rig/engine-plan.ts';
import { admits, works } from '../rig/roles.ts';
import type { Scenario } from '../rig/scenario.ts';

/** What a run of `rig-journey` can come to, by its state and what it waits for; a kill is wanted before and after the commit of each. */
const transitions = [
  'running reserve:sent',
  'running pause:time',
  'running mail:sent,nap:time',
  'running nap:time',
  'running mail:sent,sms:sent',
  'running sms:sent',
  'running charge:sent',
  'running charge:resting',
  'running thank:sent',
  'compensating reserve.compensate:sent',
  'done',
  'compensated',
];
/** Branches come in the order the platform answers, so these need not be met. */
const chance = new Set(['running nap:time', 'running mail:sent,sms:sent', 'running sms:sent']);
const wanted = transitions.flatMap((one) => (chance.has(one) ? [] : [`before ${one}`, `after ${one}`]));

function killsOf(engines: ReadonlyMap<string, EngineChild>): string[] {
  return [...engines.values()].flatMap(({ said }) => said.flatMap(({ kind, where }) => (kind === 'killed-itself' ? [String(where)] : [])));
}

const mortal: EnginePlan = { ...works, supervised: true, killTransitionsOf: 'rig-journey' };

/** Two workers kill themselves before and after the commit of every transition of a six-step workflow, and three times between sending and writing down what came of it. */
export const killTransitions: Scenario = {
  name: 'kill-workflow-transitions',
  about: 'kill -9 before and after the commit of every transition of a six-step workflow',
  engines: { admit: admits, alpha: mortal, beta: mortal },
  rules: 'journeys',
  // Slow machines need longer for the same kills; the load ends when they are done.
  load: { seconds: 150, rate: 25, acts: 0.12 },
  steps: [],
  enough: (engines) => wanted.every((one) => killsOf(engines).includes(one)),
  patience: 60_000,
  judge({ history, seen, engines }) {
    const findings: Finding[] = [...checkJourneys(history, seen)];
    const said = killsOf(engines);
    const missed = wanted.filter((one) => !said.includes(one));
    if (missed.length > 0) findings.push({ check: 'the fault', words: `no kill ${missed.join(', ')}` });
    const sends = said.filter((one) => one.startsWith('sent')).length;
    if (sends === 0) findings.push({ check: 'the fault', words: 'no kill between a send and its record' });
    const retried = seen.arrivals.filter(({ step }) => step === 'journey-charge').length;
    return {
      findings,
      measured: `${said.length} kills (${sends} after a send), ${seen.runs.length} runs, ${retried} charges`,
    };
  },
};
