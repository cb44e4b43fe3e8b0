import { checkRules, type PlannedStep } from '#rule';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { advance, type Advance, type Cause } from './advance.ts';
import { beginRun } from './begin-run.ts';
import { naiveRun, type Act, type RandomStep, type World } from '../testing/naive/naive-run.ts';
import { randomWorkflows, randomWorlds, ruleOfWorkflow, worldOf } from '../testing/naive/random-workflow.ts';
import { stepsOf } from './steps-of.ts';
import { isOver, type WorkflowRun } from './workflow-run.ts';

const START = 1_000_000;
const accounts = new Map([['crm', { type: 'webhook', operations: [{ name: 'send', parameters: {}, open: true }] }]]);

/** The engine's own interpreter in the same world, written down and read back between any two turns, with every report told twice and every turn done twice. */
function engineRun(steps: readonly RandomStep[], world: World): { readonly acts: readonly Act[]; readonly state: string } {
  const { bundle, findings } = checkRules([{ path: 'random.yaml', text: ruleOfWorkflow(steps) }], { accounts });
  if (bundle === undefined) throw new Error(JSON.stringify(findings));
  const rule = bundle.rules.get('random')!;
  const signal = { group: { who: 'ola' }, event: { id: 'e', source: 'x', type: 'lead.submitted', contact: 'ola' } };
  const acts: Act[] = [];
  const keys = new Map<string, string>();
  const coming: { readonly at: number; readonly cause: Cause }[] = [];
  const asked = new Set<string>();
  let due: number | undefined;
  let run: WorkflowRun = beginRun(rule, { fire: 'f', key: 'who=ola', at: START, because: 'x', mode: 'active', signal, measures: {} });
  const definition = [...rule.listeners].find((one) => one.startsWith('wait '))?.slice(5);
  if (definition !== undefined) {
    for (const at of world.events)
      coming.push({ at, cause: { kind: 'event', definition, event: { type: 'email.clicked', id: `k${at}` } } });
  }

  function turn(cause: Cause, at: number): void {
    const compile = (plan: PlannedStep) => stepsOf(run, bundle!)(plan);
    const kept = JSON.parse(JSON.stringify(run)) as WorkflowRun;
    const result: Advance = advance(kept, cause, at, compile);
    expect(advance(JSON.parse(JSON.stringify(run)) as WorkflowRun, cause, at, compile)).toEqual(result);
    expect(kept).toEqual(run);
    run = JSON.parse(JSON.stringify(result.run)) as WorkflowRun;
    due = result.due;
    for (const { step, key, reply, at: rendered } of result.intents) {
      const round = reply?.round ?? 0;
      // A call that is sent again has its first moment in it, and one key for ever.
      acts.push({ name: step, round, at: run.at });
      expect(keys.get(step) ?? key).toBe(key);
      keys.set(step, key);
      expect(rendered).toBeLessThanOrEqual(run.at);
      if (reply === undefined) continue;
      const { outcome, unsure, after } = world.call(step, round);
      const why = outcome === 'failed' ? { why: unsure ? 'attempts-exhausted' : 'refused-by-platform' } : {};
      const report: Cause = { kind: 'report', run: run.id, step, round, part: 0, outcome, ...why };
      coming.push({ at: run.at + after, cause: report }, { at: run.at + after + 1, cause: report });
    }
    for (const { type, data } of result.events) {
      if (type === 'experiment.exposed')
        acts.push({ name: `${data['experiment'] as string}.${data['variant'] as string}`, round: 0, at: run.at });
      if (!type.startsWith('own.')) continue;
      acts.push({ name: type.slice(4), round: 0, at: run.at });
      expect(data['word'] ?? type.slice(4)).toBe(type.slice(4));
    }
    for (const { wait, rest } of run.threads) {
      const name = rest[0]?.id ?? '';
      if (wait?.kind !== 'answer' || asked.has(name)) continue;
      asked.add(name);
      const answer = world.answer(name);
      if (answer === undefined) continue;
      const cause: Cause = { kind: 'answer', run: run.id, step: name, decision: answer.yes ? 'yes' : 'no', by: 'x', comment: '' };
      coming.push({ at: run.at + answer.after, cause });
    }
  }

  turn({ kind: 'begin' }, START);
  for (let turns = 0; !isOver(run); turns++) {
    if (turns > 5_000) throw new Error('the run does not end');
    coming.sort((a, b) => a.at - b.at);
    const next = coming[0];
    if (due !== undefined && (next === undefined || due < next.at)) turn({ kind: 'due' }, due);
    else if (next !== undefined) {
      coming.shift();
      turn(next.cause, next.at);
    } else throw new Error(`nothing can move the run any more: ${JSON.stringify(run.threads)}`);
  }
  return { acts, state: run.state };
}

const byTime = (acts: readonly Act[]): string[] =>
  acts
    .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    .map(({ name, round, at }) => `${at - START} ${name}${round === 0 ? '' : ` again ${round}`}`);

it(
  'does what a naive interpreter that knows the future does, in random workflows and random worlds',
  () => {
    fc.assert(
      fc.property(randomWorkflows(40), randomWorlds, (workflow, random) => {
        const world = worldOf(random, START);
        const naive = naiveRun(workflow, world, START);
        const engine = engineRun(workflow, world);
        expect({ state: engine.state, acts: byTime(engine.acts) }).toEqual({ state: naive.state, acts: byTime(naive.acts) });
      }),
      propertyRuns(150),
    );
  },
  propertyTimeout,
);
