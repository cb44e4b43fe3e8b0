import type { CompiledRule, CompiledStep, PlannedStep, RuleBundle } from '#rule';
import type { WorkflowRun } from './workflow-run.ts';

/** Steps of versions that are no longer in the bundle, by rule, version and step; a version is a content hash, so an entry is never wrong. */
const restored = new WeakMap<RuleBundle, Map<string, CompiledStep>>();
const byId = new WeakMap<CompiledRule, Map<string, CompiledStep>>();
const MOST_RESTORED = 5_000;

/** Makes the kept steps of a run ready to run: out of the rule while it is still the same version, else compiled from what the run kept. Throws `invalid-rules` when that no longer fits the accounts. */
export function stepsOf(run: Pick<WorkflowRun, 'rule' | 'version'>, bundle: RuleBundle): (plan: PlannedStep) => CompiledStep {
  const rule = bundle.rules.get(run.rule);
  const current = rule?.version === run.version ? known(rule) : undefined;
  return (plan) => current?.get(plan.id) ?? restore(run, plan, bundle);
}

function restore(run: Pick<WorkflowRun, 'rule' | 'version'>, plan: PlannedStep, bundle: RuleBundle): CompiledStep {
  let steps = restored.get(bundle);
  if (steps === undefined) restored.set(bundle, (steps = new Map()));
  const name = `${run.rule}|${run.version}|${plan.id}`;
  let step = steps.get(name);
  if (step === undefined) {
    step = bundle.steps([plan])[0]!;
    if (steps.size >= MOST_RESTORED) steps.clear();
    steps.set(name, step);
  }
  return step;
}

function known(rule: CompiledRule): Map<string, CompiledStep> {
  let steps = byId.get(rule);
  if (steps === undefined) {
    steps = new Map();
    for (const step of rule.workflow) collect(step, steps);
    byId.set(rule, steps);
  }
  return steps;
}

function collect(step: CompiledStep, into: Map<string, CompiledStep>): void {
  into.set(step.id, step);
  for (const inner of step.inner) collect(inner, into);
}
