import { checkRules, type PlannedStep } from '#rule';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../testing/repeatable.ts';
import { advance, type Advance, type Cause } from './advance.ts';
import { beginRun } from './begin-run.ts';
import { firstRest, naiveRun, type Act, type RandomStep, type World } from './naive-run.fixture.ts';
import { stepsOf } from './steps-of.ts';
import { isOver, type WorkflowRun } from './workflow-run.ts';

const START = 1_000_000;
const accounts = new Map([['crm', { type: 'webhook', operations: [{ name: 'send', parameters: {}, open: true }] }]]);

/** A length of time; the odd tail makes it unlikely that two things happen at one moment. */
const length = fc.integer({ min: 1, max: 5_000_000 });

const { list } = fc.letrec<{ step: RandomStep; list: RandomStep[] }>((tie) => ({
  list: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { depthSize: 'small', maxDepth: 3, depthIdentifier: 'steps' },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        name: fc.constant(''),
        awaited: fc.boolean(),
        retry: fc.integer({ min: 0, max: 2 }),
        undo: fc.boolean(),
        goesOn: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), name: fc.constant(''), length }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('emit' as const), name: fc.constant('') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('stop' as const, 'compensate' as const), name: fc.constant('') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('switch' as const),
        name: fc.constant(''),
        holds: fc.boolean(),
        yes: tie('list'),
        no: tie('list'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('parallel' as const),
        name: fc.constant(''),
        branches: fc.array(tie('list'), { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('approve' as const),
        name: fc.constant(''),
        length,
        refused: tie('list'),
        expired: tie('list'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait_for' as const), name: fc.constant(''), length, late: tie('list') }) },
  ) as fc.Arbitrary<RandomStep>,
}));

const worlds = fc.record({
  outcomes: fc.array(fc.constantFrom('delivered', 'delivered', 'delivered', 'failed', 'suppressed'), { minLength: 20, maxLength: 20 }),
  times: fc.array(length, { minLength: 40, maxLength: 40 }),
  yes: fc.array(fc.constantFrom(true, true, false), { minLength: 10, maxLength: 10 }),
  events: fc.array(fc.integer({ min: START, max: START + 20_000_000 }), { maxLength: 6 }),
});

/** Gives every step its own name and makes calls of a saga awaited, as the language does. */
function named(steps: readonly RandomStep[]): RandomStep[] {
  const saga = JSON.stringify(steps).includes('"undo":true') || JSON.stringify(steps).includes('"kind":"compensate"');
  let count = 0;
  const name = (step: RandomStep): RandomStep => {
    const next = { ...step, name: `s${count++}` } as RandomStep;
    switch (next.kind) {
      case 'call': {
        const awaited = saga || next.awaited;
        // What is not awaited has no more to say.
        return awaited ? { ...next, awaited } : { ...next, retry: 0, goesOn: false };
      }
      case 'switch':
        return { ...next, yes: next.yes.map(name), no: next.no.map(name) };
      case 'parallel':
        return { ...next, branches: next.branches.map((branch) => branch.map(name)) };
      case 'approve':
        return { ...next, refused: next.refused.map(name), expired: next.expired.map(name) };
      case 'wait_for':
        return { ...next, late: next.late.map(name) };
      default:
        return next;
    }
  };
  return steps.map(name);
}

function written(step: RandomStep): object {
  const { name } = step;
  switch (step.kind) {
    case 'call':
      return {
        [name]: {
          connector: 'crm',
          ...(step.awaited ? { await: true } : {}),
          ...(step.retry > 0 ? { retry: { max: step.retry, backoff: `${firstRest}ms` } } : {}),
          ...(step.goesOn ? { on_failed: 'continue' } : {}),
          ...(step.undo ? { compensate: { connector: 'crm' } } : {}),
        },
      };
    case 'wait':
      return { [name]: { wait: `${step.length}ms` } };
    case 'emit':
      return { [name]: { emit: { type: `own.${name}` } } };
    case 'stop':
      return { [name]: { stop: 'dosyć' } };
    case 'compensate':
      return { [name]: { compensate: 'cofnij' } };
    case 'switch':
      return {
        [name]: {
          switch: [{ if: `event.contact == "${step.holds ? 'ola' : 'ewa'}"`, do: step.yes.map(written) }, { else: step.no.map(written) }],
        },
      };
    case 'parallel':
      return { [name]: { parallel: step.branches.map((branch) => branch.map(written)) } };
    case 'approve':
      return {
        [name]: {
          approve: {
            ask: 'tak?',
            expires: `${step.length}ms`,
            on_refused: step.refused.map(written),
            on_expired: step.expired.map(written),
          },
        },
      };
    default:
      return { [name]: { wait_for: { on: ['email.clicked'], timeout: `${step.length}ms`, on_timeout: step.late.map(written) } } };
  }
}

function worldOf({ outcomes, times, yes, events }: { outcomes: string[]; times: number[]; yes: boolean[]; events: number[] }): World {
  const number = (name: string): number => Number(/\d+/.exec(name)![0]) + (name.includes('.') ? 7 : 0);
  return {
    call(name, round) {
      const at = number(name) * 3 + round;
      return {
        outcome: outcomes[at % outcomes.length] as 'delivered',
        unsure: (at >> 1) % 2 === 0,
        after: times[at % times.length]! + at,
      };
    },
    answer(name) {
      const at = number(name);
      return at % 4 === 3 ? undefined : { yes: yes[at % yes.length]!, after: times[(at * 7) % times.length]! + at };
    },
    events: events.toSorted((a, b) => a - b),
  };
}

/** The engine's own interpreter in the same world, written down and read back between any two turns, with every report told twice and every turn done twice. */
function engineRun(steps: readonly RandomStep[], world: World): { readonly acts: readonly Act[]; readonly state: string } {
  const text = JSON.stringify({
    rule: 'random',
    summary: 'Losowy przepływ.',
    mode: 'active',
    on: ['lead.submitted'],
    by: { who: 'event.contact' },
    workflow: steps.map(written),
  });
  const { bundle, findings } = checkRules([{ path: 'random.yaml', text }], { accounts });
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
    for (const { type } of result.events) if (type.startsWith('own.')) acts.push({ name: type.slice(4), round: 0, at: run.at });
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

it('does what a naive interpreter that knows the future does, in random workflows and random worlds', () => {
  fc.assert(
    fc.property(list, worlds, (steps, random) => {
      const workflow = named(steps);
      fc.pre(JSON.stringify(workflow).match(/"name"/g) === null || JSON.stringify(workflow).match(/"name"/g)!.length <= 40);
      const world = worldOf(random);
      const naive = naiveRun(workflow, world, START);
      const engine = engineRun(workflow, world);
      expect({ state: engine.state, acts: byTime(engine.acts) }).toEqual({ state: naive.state, acts: byTime(naive.acts) });
    }),
    { numRuns: 150 },
  );
});
