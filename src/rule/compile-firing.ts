import { eventFields, expressionSpace, type Closure, type Expression, type ExpressionSpace } from '#expression';
import { listenerOf, type CompiledListener } from './compiled-listener.ts';
import type { FiringPlan } from './firing-plan.ts';
import type { NormalRule } from './normal-rule.ts';
import type { RuleTools } from './rule-tools.ts';

/** The flow control of a rule, ready to run. */
export interface CompiledFiring {
  readonly plan: FiringPlan;
  /** `resolve_if` over measures. */
  readonly resolves?: Closure;
  readonly listeners: readonly CompiledListener[];
  readonly expressions: readonly Expression[];
}

/** Compiles what stands between a true condition and a fire. `space` is what `when` may read. */
export function compileFiring(rule: NormalRule, space: ExpressionSpace, tools: RuleTools): CompiledFiring | undefined {
  const { firing, sequence } = rule;
  if (firing === undefined) return undefined;
  const measured = Object.keys(rule.measures).length > 0;
  const { holdFor = 0, resolveIf, resolveAfter, maxFires, inhibitedBy = [] } = firing;
  const say = (pointer: string, code: string, message: string, hint: string): void => tools.find(pointer, 'key', { code, message, hint });
  if (holdFor > 0 && (!measured || sequence !== undefined))
    say(
      '/hold_for',
      'hold-without-measures',
      '"hold_for" needs a condition that lasts, over measures',
      'An event or a match is over at once; leave it out.',
    );
  const listeners: CompiledListener[] = [];
  const expressions: Expression[] = [];
  let resolves: Closure | undefined;
  if (typeof resolveIf === 'string') {
    if (!measured || sequence !== undefined)
      say(
        '/resolve_if',
        'resolve-without-measures',
        'a condition in "resolve_if" needs measures',
        'Say which events end it: resolve_if: { on: […] }.',
      );
    const compiled = tools.condition(resolveIf, '/resolve_if', space);
    if (compiled !== undefined) {
      expressions.push(compiled);
      resolves = compiled.evaluate;
    }
  } else if (resolveIf !== undefined) {
    const own = expressionSpace({ event: eventFields(resolveIf.on) });
    const where = resolveIf.where === undefined ? undefined : tools.condition(resolveIf.where, '/resolve_if/where', own);
    listeners.push(listenerOf('resolve', resolveIf.on, where));
  }
  for (const [place, other] of inhibitedBy.entries()) {
    if (other === rule.rule) {
      say(`/inhibited_by/${place}`, 'rule-circle', 'a rule cannot inhibit itself', 'Use cooldown or max_fires.');
      continue;
    }
    const types = [`rule.${other}.fired`, `rule.${other}.resolved`];
    listeners.push({ ...listenerOf('inhibit', types, undefined), groups: Object.keys(rule.by).map(groupOf) });
  }
  return {
    plan: {
      holdFor,
      resolves: resolveIf !== undefined || resolveAfter !== undefined,
      ...(resolveAfter === undefined ? {} : { resolveAfter }),
      ...(maxFires === undefined ? {} : { maxFires }),
      inhibited: inhibitedBy.length > 0,
    },
    ...(resolves === undefined ? {} : { resolves }),
    listeners,
    expressions,
  };
}

/** A group of this rule is known by the other rule's group of the same name. */
function groupOf(name: string): Closure {
  return (scope) => (scope as { event: { data?: { group?: { [name: string]: unknown } } } }).event.data?.group?.[name];
}
