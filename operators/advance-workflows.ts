import { defineOperator, type DecideInput, type Decision, type OperatorContext } from '#operator';
import type { CompiledRule } from '#rule';
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
    if (value.kind === 'signals') hear(value, context);
    // The event that makes a rule fire begins a run; it is no answer to it. So waiting runs hear of events first.
    for (const decision of value.decisions ?? []) {
      const rule = context.bundle.rules.get(decision.rule);
      if (rule !== undefined && rule.workflow.length > 0) start(rule, decision, context);
    }
  },
});

/** A timer or a report may come again after its run ended; there is nothing left to do then. */
function tell(run: string, cause: Cause, at: number, context: OperatorContext): void {
  KeyRuns.holding(run, context)?.tell(run, cause, at);
}

function start(rule: CompiledRule, decision: Decision, context: OperatorContext): void {
  const { rule: name, key } = decision;
  const run = beginRun(rule, decision);
  if (!rule.pauses) {
    KeyRuns.pass(run, context);
    return;
  }
  const refused = new KeyRuns(name, key, context).start(run, rule);
  if (refused !== undefined) context.observe({ kind: 'rule.suppressed', rule: name, reason: refused, count: 1 });
}

function hear(_value: Extract<DecideInput, { kind: 'signals' }>, _context: OperatorContext): void {
  // Listeners of waits come with the signals' hits.
}
