import * as fc from 'fast-check';
import { firstRest, type RandomStep, type World } from './naive-run.ts';
import { pickVariant } from '#workflow';

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
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('emit' as const, 'set' as const), name: fc.constant('') }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('split' as const), name: fc.constant(''), a: tie('list'), b: tie('list') }),
    },
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

/** What a random world is made of. */
export const randomWorlds = fc.record({
  outcomes: fc.array(fc.constantFrom('delivered', 'delivered', 'delivered', 'failed', 'suppressed'), { minLength: 20, maxLength: 20 }),
  times: fc.array(length, { minLength: 40, maxLength: 40 }),
  yes: fc.array(fc.constantFrom(true, true, false), { minLength: 10, maxLength: 10 }),
  events: fc.array(fc.integer({ min: 1, max: 20_000_000 }), { maxLength: 6 }),
});

type RandomWorld = typeof randomWorlds extends fc.Arbitrary<infer T> ? T : never;

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
      case 'split':
        return { ...next, a: next.a.map(name), b: next.b.map(name) };
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

function written(step: RandomStep): object[] {
  return step.kind === 'set' ? [{ [step.name]: { set: { word: `"${step.name}"` } } }, told(step.name)] : [authored(step)];
}

const told = (name: string): object => ({ [`${name}x`]: { emit: { type: `own.${name}`, data: { word: '${vars.word}' } } } });

function authored(step: RandomStep): object {
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
    case 'set':
      return { [name]: { emit: { type: `own.${name}` } } };
    case 'stop':
      return { [name]: { stop: 'dosyć' } };
    case 'compensate':
      return { [name]: { compensate: 'cofnij' } };
    case 'switch':
      return {
        [name]: {
          switch: [
            { if: `event.contact == "${step.holds ? 'ola' : 'ewa'}"`, do: step.yes.flatMap(written) },
            { else: step.no.flatMap(written) },
          ],
        },
      };
    case 'split':
      return {
        [name]: {
          split: {
            experiment: name,
            by: 'event.contact',
            variants: { a: { do: step.a.flatMap(written) }, b: { do: step.b.flatMap(written) } },
          },
        },
      };
    case 'parallel':
      return { [name]: { parallel: step.branches.map((branch) => branch.flatMap(written)) } };
    case 'approve':
      return {
        [name]: {
          approve: {
            ask: 'tak?',
            expires: `${step.length}ms`,
            on_refused: step.refused.flatMap(written),
            on_expired: step.expired.flatMap(written),
          },
        },
      };
    default:
      return { [name]: { wait_for: { on: ['email.clicked'], timeout: `${step.length}ms`, on_timeout: step.late.flatMap(written) } } };
  }
}

export function worldOf({ outcomes, times, yes, events }: RandomWorld, start: number): World {
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
    // Who belongs to which variant is a digest that both are told.
    variant: (name) => (pickVariant(name, 'ola', [{ weight: 1 }, { weight: 1 }]) === 0 ? 'a' : 'b'),
    events: events.map((at) => start + at).toSorted((a, b) => a - b),
  };
}

/** Random workflows with at most `most` steps, named. */
export const randomWorkflows = (most: number): fc.Arbitrary<RandomStep[]> =>
  list.map(named).filter((steps) => (JSON.stringify(steps).match(/"name"/g) ?? []).length <= most);

/** The rule of a workflow, as YAML: every lead begins a run. */
export function ruleOfWorkflow(steps: readonly RandomStep[]): string {
  return JSON.stringify({
    rule: 'random',
    summary: 'Losowy przepływ.',
    mode: 'active',
    on: ['lead.submitted'],
    by: { who: 'event.contact' },
    workflow: steps.flatMap(written),
  });
}
