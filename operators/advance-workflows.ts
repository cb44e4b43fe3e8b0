import { defineOperator, type DecideInput, type Decision, type OperatorContext, type Resolution } from '#operator';
import type { CompiledRule, Signal } from '#rule';
import { beginRun, KeyRuns, runTimer, type Cause } from '#workflow';

/**
 * Starts a workflow run for every decision and takes waiting runs on: when their time has come, when a call of theirs was reported, when a person decided, when an event they
 * wait for came, when their rule resolved. In shadow mode runs go their way, but what they would have sent is only counted.
 *
 *     in:   [decision]                  workflow: call, wait 2h, call
 *     out:  [decision]                  one intent now, the run kept in state, a timer in two hours
 */
export const advanceWorkflows = defineOperator<DecideInput>({
  name: 'advance-workflows',
  summary: 'Turns decisions into workflow runs, and runs into intents.',
  reads(value, context) {
    if (value.kind === 'news') return KeyRuns.fieldsOf(value.news.run, context.state);
    if (value.kind === 'timer' && value.timer.purpose === runTimer)
      return KeyRuns.fieldsOf(value.timer.payload['run'] ?? '', context.state);
    const { rule = '', key = '' } = value.kind === 'signals' ? value : (value.timer.payload as { rule?: string; key?: string });
    return context.bundle.rules.get(rule)?.pauses === true ? KeyRuns.fields(rule, key, context.state) : [];
  },
  each(value, context) {
    if (value.kind === 'news') {
      tell(value.news.run, value.news, value.at, context);
      return;
    }
    if (value.kind === 'timer' && value.timer.purpose === runTimer) {
      tell(value.timer.payload['run'] ?? '', { kind: 'due' }, value.timer.due, context);
      return;
    }
    const { decisions = [], resolutions = [] } = value;
    if (value.kind === 'signals') {
      const rule = context.bundle.rules.get(value.rule);
      // One signal after the other, however they were batched. The event that makes a rule fire is no answer to the run it begins, so waiting runs hear of it first.
      for (const signal of value.signals) {
        if (rule?.pauses === true && signal.hits !== undefined && signal.hits > 1) hear(rule, signal, context);
        for (const one of resolutions) if (one.signal === signal) resolve(one, context);
        for (const one of decisions) if ((one.cause ?? one.signal) === signal) start(one, context);
      }
      return;
    }
    for (const one of resolutions) resolve(one, context);
    for (const one of decisions) start(one, context);
  },
});

/** A timer or a report may come again after its run ended; there is nothing left to do then. */
function tell(run: string, cause: Cause, at: number, context: OperatorContext): void {
  KeyRuns.holding(run, context)?.tell(run, cause, at);
}

function start(decision: Decision, context: OperatorContext): void {
  const { rule: name, key } = decision;
  const rule = context.bundle.rules.get(name);
  if (rule === undefined || rule.workflow.length === 0) return;
  const run = beginRun(rule, decision);
  if (!rule.pauses) {
    KeyRuns.pass(run, context);
    return;
  }
  const refused = new KeyRuns(name, key, context).start(run, rule);
  if (refused !== undefined) context.observe({ kind: 'rule.suppressed', rule: name, reason: refused, count: 1 });
}

function resolve({ rule: name, key, at, because }: Resolution, context: OperatorContext): void {
  const rule = context.bundle.rules.get(name);
  if (rule === undefined || !rule.pauses || rule.onResolve === 'continue') return;
  new KeyRuns(name, key, context).cancel(`resolved: ${because}`, rule.onResolve === 'compensate', at);
}

function hear(rule: CompiledRule, { key, hits = 0, event, at }: Signal, context: OperatorContext): void {
  const runs = new KeyRuns(rule.name, key, context);
  if (runs.live.length === 0) return;
  for (const [bit, listener] of rule.listeners.entries()) {
    if ((hits & (1 << bit)) !== 0 && listener.startsWith('wait ')) runs.hear(listener.slice('wait '.length), event, at);
  }
}
