import { defineOperator, type DecideInput, type Decision, type OperatorContext } from '#operator';
import type { CompiledRule, CompiledStep } from '#rule';
import { advance, type WorkflowRun } from '#workflow';

/** Purpose of the timer that takes a waiting run on; its payload names the run. */
const resumePurpose = 'workflow.resume';

/**
 * Starts a workflow run for every decision and takes waiting runs on when their timer is due. In shadow mode runs go their way, but what they would have sent is only counted.
 *
 *     in:   [decision]                  workflow: call, wait 2h, call
 *     out:  [decision]                  one intent now, the run kept in state, a timer in two hours
 */
export const advanceWorkflows = defineOperator<DecideInput>({
  name: 'advance-workflows',
  summary: 'Turns decisions into workflow runs, and runs into intents.',
  reads(value) {
    return value.kind === 'timer' && value.timer.purpose === resumePurpose ? [runField(value.timer.payload['run'] ?? '')] : [];
  },
  each(value, context) {
    if (value.kind === 'signals') {
      for (const decision of value.decisions ?? []) {
        const rule = context.bundle.rules.get(decision.rule);
        if (rule !== undefined) perform(startRun(rule, decision), rule.workflow, decision.at, context);
      }
      return;
    }
    if (value.timer.purpose !== resumePurpose) return;
    const id = value.timer.payload['run'] ?? '';
    const run = context.state.get<WorkflowRun>(runField(id));
    // A timer may come again after its run ended; there is nothing left to do then.
    if (run === undefined) return;
    context.state.delete(runField(id));
    perform(run, stepsOf(run, context), value.timer.due, context);
  },
});

function startRun(rule: CompiledRule, decision: Decision): WorkflowRun {
  const { signal } = decision;
  const contact = signal.event['contact'];
  const personal = typeof contact === 'string' && (rule.measures.length === 0 || Object.values(signal.group).includes(contact));
  return {
    id: decision.fire,
    rule: rule.name,
    version: rule.version,
    mode: decision.mode,
    key: decision.key,
    group: signal.group,
    event: signal.event,
    measures: decision.measures,
    purposes: rule.purposes,
    because: decision.because,
    ...(personal ? { contact } : {}),
    steps: [],
  };
}

/** The run's steps still to do: out of the rule when it is still the same version, else compiled from what the run kept. */
function stepsOf(run: WorkflowRun, context: OperatorContext): readonly CompiledStep[] {
  const rule = context.bundle.rules.get(run.rule);
  if (rule?.version === run.version) return rule.workflow.slice(rule.workflow.length - run.steps.length);
  return context.bundle.steps(run.steps);
}

function perform(run: WorkflowRun, steps: readonly CompiledStep[], at: number, context: OperatorContext): void {
  const { intents, events, waiting } = advance(run, steps, at);
  if (run.mode === 'shadow') {
    const count = intents.length + events.length;
    if (count > 0) context.observe({ kind: 'rule.suppressed', rule: run.rule, reason: 'shadow', count });
  } else {
    for (const intent of intents) context.intent(intent);
    for (const event of events) context.emit(event);
  }
  if (waiting === undefined) return;
  context.state.set(runField(run.id), waiting.run);
  context.setTimer({ id: `w|${run.id}`, due: waiting.due, purpose: resumePurpose, payload: { run: run.id } });
}

function runField(run: string): string {
  return `r|${run}`;
}
