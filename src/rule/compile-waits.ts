import {
  type CheapTest,
  type Closure,
  type Expression,
  type Faults,
  cheapTests,
  compileExpression,
  eventFields,
  expressionSpace,
} from '#expression';
import { contentHash } from '#kernel';
import type { NormalRule } from './normal-rule.ts';
import type { NormalStep, NormalWaitFor } from './normal-step.ts';
import type { StepProblem } from './plan-step.ts';

/** What a rule listens to on behalf of its waiting runs. `definition` is what the waits that hear it keep. */
export interface WaitListener {
  readonly definition: string;
  readonly types: readonly string[];
  readonly conditions: readonly Closure[];
  readonly groups: readonly Closure[];
  readonly tests: readonly CheapTest[];
}

/** Places where a rule may listen beside its own `on`: each has a bit in a signal. */
const MOST_LISTENERS = 24;
const GROUP_TYPES = ['string', 'list<string>', 'double', 'bool', 'int', 'list<dyn>', 'list<double>'];

/** Which events a wait hears: its types, and what its group is made of. Not its `where`, which the run asks itself, so a run whose rule is given another `where` still hears. */
export function definitionOf(rule: NormalRule, step: NormalWaitFor): string {
  return contentHash([step.on, Object.entries(step.by ?? rule.by)]);
}

/**
 * Makes the listeners of a rule's waits, one for each definition. The parts of a `where` that ask only the awaited event are asked before anything is sent, when one wait alone
 * has the definition. `wheres` are the compiled conditions by step.
 */
export function compileWaits(
  rule: NormalRule,
  steps: readonly NormalStep[],
  wheres: ReadonlyMap<string, Expression>,
  context: { readonly faults: Faults; blame(step: NormalStep, problems: readonly StepProblem[]): void },
): { readonly listeners: readonly WaitListener[]; readonly expressions: readonly Expression[] } {
  const expressions: Expression[] = [];
  const waits = new Map<string, { step: NormalWaitFor; alone: boolean }>();
  for (const step of steps) {
    if (step.kind !== 'wait_for') continue;
    const definition = definitionOf(rule, step);
    const known = waits.get(definition);
    waits.set(definition, { step: known?.step ?? step, alone: known === undefined });
  }
  const listeners = [...waits].map(([definition, { step, alone }]): WaitListener => {
    const space = expressionSpace({ event: eventFields(step.on) });
    const by = step.by ?? rule.by;
    if (Object.keys(by).join() !== Object.keys(rule.by).join()) {
      const wanted = Object.keys(rule.by).join(', ');
      const message = `the "by" of a wait has the names of the rule's own, in their order: ${wanted === '' ? 'none' : wanted}`;
      context.blame(step, [{ pointer: '/by', at: 'key', offset: 0, code: 'wait-by', message }]);
    }
    const groups = Object.entries(by).map(([name, text]): Closure => {
      const compiled = compileExpression(text, space, context.faults, `by.${name}`, GROUP_TYPES);
      if ('expression' in compiled) {
        expressions.push(compiled.expression);
        return compiled.expression.evaluate;
      }
      const hint = 'Say what the awaited event has instead, e.g. by: { who: event.contact }.';
      for (const problem of compiled.problems) {
        const own = step.by === undefined ? { hint, pointer: '/on', at: 'key' as const } : { pointer: `/by/${name}` };
        context.blame(step, [{ ...problem, ...own }]);
      }
      return () => undefined;
    });
    const where = alone ? wheres.get(step.id) : undefined;
    const conditions = (where?.conjuncts() ?? []).filter((one) => one.readings.every((reading) => reading.path[0] === 'event'));
    return {
      definition,
      types: step.on,
      conditions: conditions.map((one) => one.evaluate),
      groups,
      tests: where === undefined ? [] : cheapTests(where.tree),
    };
  });
  if (listeners.length > MOST_LISTENERS) {
    const message = `a workflow waits for at most ${MOST_LISTENERS} different kinds of events, this for ${listeners.length}`;
    context.blame(rule.workflow[0]!, [{ pointer: '', at: 'key', offset: 0, code: 'many-waits', message }]);
  }
  return { listeners, expressions };
}
