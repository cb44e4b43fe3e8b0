import { nearest, type Json } from '#kernel';
import type { CallAccounts, CallOperation } from './accounts.ts';
import type { ParameterPlan, PlacedProblem } from './fill-parameter.ts';
import type { NormalCall, NormalStep, NormalWaitFor } from './normal-step.ts';
import type { PlannedCall, PlannedStep } from './planned-step.ts';

/** A problem of a step: `pointer` leads from the step's body, `at` says whether its key or its value is meant. */
export type StepProblem = PlacedProblem & { readonly at?: 'key' | 'value'; readonly severity?: 'warning' };

/** What planning needs to know beyond the steps. */
export interface PlanContext {
  readonly accounts: CallAccounts;
  /** Names which events a wait hears. */
  define(step: NormalWaitFor): string;
  blame(step: NormalStep, problems: readonly StepProblem[]): void;
}

/** Plans steps and those inside them. Problems are blamed on their step, and a step that has one is left out: the plan then must not be used. */
export function planSteps(steps: readonly NormalStep[], context: PlanContext): PlannedStep[] {
  return steps.flatMap((step) => planStep(step, context) ?? []);
}

function planStep(step: NormalStep, context: PlanContext): PlannedStep | undefined {
  const { id } = step;
  const within = (inner: readonly NormalStep[]): PlannedStep[] => planSteps(inner, context);
  switch (step.kind) {
    case 'call':
      return planCall(step, context);
    case 'wait':
      return { kind: 'wait', id, milliseconds: step.milliseconds };
    case 'emit':
      return { kind: 'emit', id, type: step.type, data: step.data as Json };
    case 'set':
      return { kind: 'set', id, values: step.values };
    case 'stop':
    case 'compensate':
      return { kind: step.kind, id, why: step.why };
    case 'switch':
      return {
        kind: 'switch',
        id,
        cases: step.cases.map((one) => ({ if: one.if, do: within(one.do) })),
        otherwise: within(step.otherwise),
      };
    case 'parallel':
      return { kind: 'parallel', id, branches: step.branches.map(within) };
    case 'split': {
      const variants = step.variants.map((one) => ({ name: one.name, weight: one.weight, do: within(one.do) }));
      return { kind: 'split', id, experiment: step.experiment, ...(step.by === undefined ? {} : { by: step.by }), variants };
    }
    case 'approve':
      return {
        kind: 'approve',
        id,
        ask: step.ask,
        milliseconds: step.milliseconds,
        refused: within(step.refused),
        expired: within(step.expired),
      };
    case 'wait_for':
      return {
        kind: 'wait_for',
        id,
        definition: context.define(step),
        on: step.on,
        ...(step.where === undefined ? {} : { where: step.where }),
        milliseconds: step.milliseconds,
        timeout: within(step.timeout),
      };
    default:
      throw new TypeError(`unknown step ${JSON.stringify(step satisfies never)}`);
  }
}

/** Finds the account and the operation a call names and decides how each parameter is filled. */
function planCall(step: NormalCall, context: PlanContext): PlannedCall | undefined {
  const { accounts } = context;
  const account = accounts.get(step.connector);
  if (!account) {
    const hint = `Known accounts: ${[...accounts.keys()].join(', ')}.`;
    const message = `there is no account "${step.connector}"`;
    context.blame(step, [problem('/connector', 'value', 'unknown-connector', message, nearest(step.connector, accounts.keys()), hint)]);
    return undefined;
  }
  const names = account.operations.map((one) => one.name);
  const operation = step.operation === undefined ? account.operations[0] : account.operations.find((one) => one.name === step.operation);
  if (!operation) {
    const message = `"${step.connector}" has no operation "${step.operation ?? ''}"`;
    const near = nearest(step.operation ?? '', names);
    context.blame(step, [problem('/operation', 'value', 'unknown-operation', message, near, `It has: ${names.join(', ')}.`)]);
    return undefined;
  }
  const problems: StepProblem[] = [];
  for (const [name, parameter] of Object.entries(operation.parameters)) {
    if (parameter.required && step.parameters[name] === undefined) {
      problems.push(problem('', 'key', 'missing-parameter', `"${operation.name}" of "${step.connector}" needs "${name}"`));
    }
  }
  const parameters: { [name: string]: ParameterPlan } = {};
  for (const [name, from] of Object.entries(step.parameters)) {
    const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const plan = planParameter(name, from, operation, pointer, problems);
    if (plan) parameters[name] = plan;
  }
  context.blame(step, problems);
  const undo = step.undo === undefined ? undefined : planCall(step.undo, context);
  return {
    kind: 'call',
    id: step.id,
    connector: step.connector,
    operation: operation.name,
    parameters,
    ...(step.awaited === undefined ? {} : { awaited: step.awaited }),
    ...(step.retry === undefined ? {} : { retry: step.retry }),
    ...(step.onFailed === undefined ? {} : { onFailed: step.onFailed }),
    ...(undo === undefined ? {} : { undo }),
  };
}

function planParameter(
  name: string,
  from: Json,
  operation: CallOperation,
  pointer: string,
  problems: StepProblem[],
): ParameterPlan | undefined {
  const type = Object.hasOwn(operation.parameters, name) ? operation.parameters[name]?.type : undefined;
  const names = Object.keys(operation.parameters);
  if (type === undefined && !operation.open) {
    problems.push(
      problem(
        pointer,
        'key',
        'unknown-parameter',
        `"${operation.name}" takes no "${name}"`,
        nearest(name, names),
        `It takes: ${names.join(', ')}.`,
      ),
    );
    return undefined;
  }
  if (type === undefined) {
    if (typeof from === 'string' && /^(measures|event|group)(\.\w+)+$/.test(from)) {
      const hint = 'As it stands, these letters are sent.';
      problems.push({
        ...problem(pointer, 'value', 'looks-like-expression', `"${from}" is sent as text`, `\${${from}}`, hint),
        severity: 'warning',
      });
    }
    return { as: 'nested', from };
  }
  const plain = typeof from === 'string' || typeof from === 'number' || typeof from === 'boolean';
  if (type === 'text' && plain) return { as: 'text', from: String(from) };
  if (type === 'contacts' && typeof from === 'string') return { as: 'members', from };
  if (type === 'number' && (typeof from === 'number' || typeof from === 'string')) return { as: 'number', from };
  if (type === 'any') return { as: typeof from === 'string' ? 'value' : 'nested', from };
  const wanted =
    type === 'contacts'
      ? 'a CEL expression that gives contacts, such as measures.people.members'
      : type === 'number'
        ? 'a number or a CEL expression'
        : 'text';
  problems.push(problem(pointer, 'value', 'wrong-parameter', `"${name}" must be ${wanted}`));
  return undefined;
}

function problem(pointer: string, at: 'key' | 'value', code: string, message: string, suggestion?: string, hint?: string): StepProblem {
  return {
    pointer,
    at,
    offset: 0,
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(hint === undefined ? {} : { hint }),
  };
}
