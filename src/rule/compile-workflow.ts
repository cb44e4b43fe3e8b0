import { type Expression, type ExpressionSpace, type Faults, type FieldTree, eventFields, expressionSpace } from '#expression';
import type { CallAccounts } from './accounts.ts';
import { StepCompiler } from './compile-step.ts';
import { compileWaits, definitionOf, type WaitListener } from './compile-waits.ts';
import type { CompiledStep } from './compiled-step.ts';
import type { NormalRule } from './normal-rule.ts';
import { allSteps, type NormalStep } from './normal-step.ts';
import { planSteps, type StepProblem } from './plan-step.ts';

/** The most steps a workflow may have, those inside steps counted, and how deep they may stand inside each other. */
const MOST_STEPS = 200;
const DEEPEST = 8;
/** What the engine itself says; an event of these types moves runs, so no rule may say one. */
const RESERVED = /^(action|workflow|rule|experiment)\./;

/** What compiling a workflow needs: the fields a rule's `when` may read, and where problems go. */
export interface WorkflowContext {
  readonly accounts: CallAccounts;
  readonly fields: FieldTree;
  readonly faults: Faults;
  blame(step: NormalStep, problems: readonly (Omit<StepProblem, 'offset'> & { readonly offset?: number })[]): void;
}

/** Compiles a rule's steps. `expressions` are all that is read in them, so that events keep it until it is asked for. */
export function compileWorkflow(
  rule: NormalRule,
  context: WorkflowContext,
): {
  readonly steps: readonly CompiledStep[];
  readonly expressions: readonly Expression[];
  readonly pauses: boolean;
  readonly waits: readonly WaitListener[];
} {
  const { accounts, faults, blame } = context;
  const all = allSteps(rule.workflow);
  const byId = new Map(all.map((step) => [step.id, step]));
  checkShape(rule.workflow, blame);
  if (all.length > MOST_STEPS) {
    const hint = 'Let it emit an event, and let another rule go on from there.';
    blame(rule.workflow[0]!, [problem('', 'large-workflow', `a workflow has at most ${MOST_STEPS} steps, this has ${all.length}`, hint)]);
    return { steps: [], expressions: [], pauses: false, waits: [] };
  }
  let sound = true;
  const planned = planSteps(rule.workflow, {
    accounts,
    define: (step) => definitionOf(rule, step),
    blame(step, problems) {
      sound &&= !problems.some((one) => one.severity !== 'warning');
      blame(step, problems);
    },
  });
  for (const step of all) adviseConsent(rule, step, context);
  const compiler = new StepCompiler(spacesOf(rule, all, context.fields), faults);
  const steps = planned.map((one) => compiler.compile(one));
  for (const { step, ...one } of compiler.problems) {
    const place = byId.get(step);
    const told = place?.kind === 'call' && place.asks === true && one.pointer === '/text';
    if (place !== undefined && !told) blame(place, [one]);
  }
  const { listeners, expressions } = compileWaits(rule, all, compiler.wheres, { faults, blame });
  return {
    steps: sound ? steps : [],
    expressions: [...compiler.expressions, ...expressions],
    pauses: all.some(pauses),
    waits: listeners,
  };
}

function pauses(step: NormalStep): boolean {
  return step.kind === 'wait' || step.kind === 'wait_for' || step.kind === 'approve' || (step.kind === 'call' && step.awaited === true);
}

function spacesOf(
  rule: NormalRule,
  all: readonly NormalStep[],
  fields: FieldTree,
): { steps: ExpressionSpace; awaited(step: string): ExpressionSpace } {
  const names = new Set(all.flatMap((step) => (step.kind === 'set' ? Object.keys(step.values) : [])));
  const own: { [name: string]: FieldTree } = { run: { id: 'string', started: 'double' } };
  if (names.size > 0) own['vars'] = Object.fromEntries([...names].map((name) => [name, 'dyn'] as const));
  const results = Object.fromEntries(all.flatMap((step) => resultOf(step)));
  if (Object.keys(results).length > 0) own['steps'] = results;
  const space = expressionSpace({ ...fields, ...own });
  const waits = new Map(all.flatMap((step) => (step.kind === 'wait_for' ? [[step.id, step] as const] : [])));
  return {
    steps: space,
    awaited(id) {
      const fire = { event: eventFields(rule.on) };
      return expressionSpace({ ...fields, ...own, event: eventFields(waits.get(id)?.on ?? []), fire });
    },
  };
}

/** What later steps may read of a step, under its name; a name that is no word of CEL cannot be read. */
function resultOf(step: NormalStep): readonly (readonly [string, FieldTree])[] {
  if (!/^[A-Za-z_]\w*$/.test(step.id)) return [];
  if (step.kind === 'call') return step.awaited === true ? [[step.id, { outcome: 'string' }]] : [];
  if (step.kind === 'wait_for') return [[step.id, { outcome: 'string', event: eventFields(step.on) }]];
  if (step.kind === 'approve') return [[step.id, { outcome: 'string', by: 'string', comment: 'string' }]];
  return step.kind === 'split' ? [[step.id, { outcome: 'string' }]] : [];
}

function checkShape(workflow: readonly NormalStep[], blame: WorkflowContext['blame']): void {
  const ids = new Set<string>();
  for (const step of allSteps(workflow)) {
    if (ids.has(step.id)) {
      blame(step, [problem('', 'duplicate-step', `two steps are called "${step.id}"`, 'Give each step its own name.')]);
    }
    ids.add(step.id);
    if (step.kind === 'emit' && RESERVED.test(step.type)) {
      const hint = 'Types under action., workflow., rule. and experiment. are said by the engine itself.';
      blame(step, [{ ...problem('/type', 'reserved-type', `a rule cannot say "${step.type}"`, hint), at: 'value' }]);
    }
  }
  const look = (steps: readonly NormalStep[], depth: number): void => {
    for (const [index, step] of steps.entries()) {
      if (depth > DEEPEST) blame(step, [problem('', 'deep-workflow', `steps stand at most ${DEEPEST} deep inside each other`)]);
      else for (const inner of innerOf(step)) look(inner, depth + 1);
      if ((step.kind === 'stop' || step.kind === 'compensate') && index + 1 < steps.length) {
        const hint = 'Take them away, or end the run under a condition: switch: [{ if: …, do: [ stop: … ] }].';
        blame(steps[index + 1]!, [
          { ...problem('', 'unreachable-step', 'nothing comes to this step: the run has ended', hint), severity: 'warning' },
        ]);
      }
    }
  };
  look(workflow, 1);
}

function innerOf(step: NormalStep): readonly (readonly NormalStep[])[] {
  if (step.kind === 'switch') return [...step.cases.map((one) => one.do), step.otherwise];
  if (step.kind === 'parallel') return step.branches;
  if (step.kind === 'split') return step.variants.map((one) => one.do);
  if (step.kind === 'approve') return [step.refused, step.expired];
  return step.kind === 'wait_for' ? [step.timeout] : [];
}

function adviseConsent(rule: NormalRule, step: NormalStep, { accounts, blame }: WorkflowContext): void {
  if (step.kind !== 'call' || rule.guards.consent.length > 0) return;
  const operations = accounts.get(step.connector)?.operations ?? [];
  const operation = step.operation === undefined ? operations[0] : operations.find((one) => one.name === step.operation);
  if (!Object.values(operation?.parameters ?? {}).some((one) => one.type === 'contacts' && one.required)) return;
  const message = `"${operation!.name}" addresses people and the rule asks for no consent`;
  blame(step, [
    { ...problem('', 'no-consent', message, 'Name the purpose, e.g. guards: { consent: [retargeting] }.'), severity: 'warning' },
  ]);
}

function problem(pointer: string, code: string, message: string, hint?: string): StepProblem {
  return { pointer, at: 'key', offset: 0, code, message, ...(hint === undefined ? {} : { hint }) };
}
