import type { Batch, DecideInput, Decision, Operator, OperatorContext } from '#operator';
import { GroupState, IdleGroups, type CompiledRule, type Scope, type Signal } from '#rule';
import { stableKey } from '#workflow';
import { map } from 'rxjs';

/**
 * Folds signals into the windows of their rule and key, evaluates `when` after each, and fires when it holds and the cooldown is over. Signals of a rule that is gone,
 * older than every window, or made for measures that changed are counted as suppressed.
 *
 *     in:   [talk, talk, talk]        when: measures.talk >= 2, cooldown 6h
 *     out:  [·, fire, cooldown]
 */
export const decideRules: Operator<DecideInput> = {
  name: 'decide-rules',
  summary: 'Keeps the windows of every rule and key, and decides when a rule fires.',
  reads(value, context) {
    if (value.kind !== 'signals') return [];
    const rule = context.bundle.rules.get(value.rule);
    return rule === undefined ? [] : GroupState.fields(rule, value.key, context.state);
  },
  through: (context) => {
    const idle = new IdleGroups();
    return map((batch: Batch<DecideInput>) => {
      const counts = new Counts();
      for (const message of batch) {
        if (!message.live) continue;
        const input = message.value;
        try {
          if (input.kind !== 'signals') continue;
          const rule = context.bundle.rules.get(input.rule);
          if (rule === undefined) {
            counts.suppressed(input.rule, 'unknown-rule', input.signals.length);
            message.settle('suppressed');
            continue;
          }
          const before = rule.errors.count;
          input.decisions = decide(rule, input.key, input.signals, context, counts, idle);
          counts.failed(rule.name, rule.errors.count - before);
        } catch (error) {
          const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
          message.fail({ code: 'operator-failed', reason, operator: 'decide-rules' });
        }
      }
      idle.sweep(context.state, context.now);
      counts.report(context);
      return batch;
    });
  },
};

function decide(
  rule: CompiledRule,
  key: string,
  signals: readonly Signal[],
  context: OperatorContext,
  counts: Counts,
  idle: IdleGroups,
): Decision[] {
  const decisions: Decision[] = [];
  const group = GroupState.remembers(rule) ? GroupState.open(rule, key, context.state) : undefined;
  for (const signal of signals) {
    if (signal.layout !== undefined && signal.layout !== rule.layout) {
      counts.suppressed(rule.name, 'measures-changed', 1);
      continue;
    }
    // An event that only other listeners of the rule matched counts for no measure and fires nothing by itself.
    if (signal.hits !== undefined && (signal.hits & 1) === 0) continue;
    if (group?.fold(signal) === 'late') {
      counts.suppressed(rule.name, 'late', 1);
      continue;
    }
    const at = group?.end ?? signal.at;
    const scope: Scope = { event: signal.event, group: signal.group, measures: group?.measures ?? {}, now: at };
    // The `when` of a rule without measures was already true when enrich sent the signal.
    if (rule.measures.length > 0 && !rule.holds(scope)) continue;
    if (group?.cooling) {
      counts.suppressed(rule.name, 'cooldown', 1);
      continue;
    }
    group?.fire();
    const decision = decisionOf(rule, key, signal, scope, group?.full ?? []);
    decisions.push(decision);
    context.observe({ kind: 'rule.fired', rule: rule.name, mode: rule.mode, group: key, because: decision.because });
  }
  if (group !== undefined) {
    group.save(context.state, context.now);
    idle.note(group);
  }
  return decisions;
}

function decisionOf(rule: CompiledRule, key: string, signal: Signal, scope: Scope, full: readonly string[]): Decision {
  const measures: { [name: string]: Decision['measures'][string] } = {};
  for (const [name, measure] of Object.entries(scope.measures)) {
    const { value, members, approximate } = measure;
    measures[name] = { value, ...(members === undefined ? {} : { members }), ...(approximate ? { approximate } : {}) };
  }
  const limit = full.length === 0 ? '' : ` (${full.join(', ')}: about, estimated to 1.6 %)`;
  return {
    rule: rule.name,
    version: rule.version,
    key,
    fire: stableKey(rule.name, rule.version, key, JSON.stringify([signal.event['source'], signal.event['id']])),
    at: scope.now,
    because: rule.explain(scope) + limit,
    mode: rule.mode,
    signal,
    measures,
  };
}

/** Counts of one batch, reported once at its end. */
class Counts {
  readonly #suppressed = new Map<string, { rule: string; reason: string; count: number }>();
  readonly #errors = new Map<string, number>();

  suppressed(rule: string, reason: string, count: number): void {
    const name = `${reason}|${rule}`;
    const known = this.#suppressed.get(name);
    if (known) known.count += count;
    else this.#suppressed.set(name, { rule, reason, count });
  }

  failed(rule: string, errors: number): void {
    if (errors > 0) this.#errors.set(rule, (this.#errors.get(rule) ?? 0) + errors);
  }

  report(context: OperatorContext): void {
    for (const one of this.#suppressed.values()) context.observe({ kind: 'rule.suppressed', ...one });
    for (const [rule, errors] of this.#errors) context.observe({ kind: 'rule.evaluated', rule, evaluated: 0, matched: 0, errors });
  }
}
