import type { Expression, ExpressionSpace, Faults } from '#expression';
import { nearest, type Json } from '#kernel';
import type { CallAccounts, CallOperation } from './accounts.ts';
import type { CompiledStep } from './compiled-rule.ts';
import { compileParameter, type Filling, type ParameterPlan, type PlacedProblem } from './fill-parameter.ts';
import type { NormalStep } from './normal-rule.ts';

/** A step with everything decided that the configuration decides: the operation, and how each parameter is filled. It is what a waiting run keeps. */
export type PlannedStep =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly connector: string;
      readonly operation: string;
      readonly parameters: { readonly [name: string]: ParameterPlan };
    }
  | { readonly kind: 'wait'; readonly id: string; readonly milliseconds: number }
  | { readonly kind: 'emit'; readonly id: string; readonly type: string; readonly data: Json };

/** A problem of a step: `pointer` leads from the step's body, `at` says whether its key or its value is meant. */
export type StepProblem = PlacedProblem & { readonly at?: 'key' | 'value'; readonly severity?: 'warning' };

/** Finds the account and the operation a call names and decides how each parameter is filled. */
export function planStep(step: NormalStep, accounts: CallAccounts): { planned?: PlannedStep; problems: readonly StepProblem[] } {
  if (step.kind === 'wait') return { planned: { kind: 'wait', id: step.id, milliseconds: step.milliseconds }, problems: [] };
  if (step.kind === 'emit') return { planned: { kind: 'emit', id: step.id, type: step.type, data: step.data as Json }, problems: [] };
  const account = accounts.get(step.connector);
  if (!account) {
    const hint = `Known accounts: ${[...accounts.keys()].join(', ')}.`;
    return {
      problems: [
        problem(
          '/connector',
          'value',
          'unknown-connector',
          `there is no account "${step.connector}"`,
          nearest(step.connector, accounts.keys()),
          hint,
        ),
      ],
    };
  }
  const names = account.operations.map((one) => one.name);
  const operation = step.operation === undefined ? account.operations[0] : account.operations.find((one) => one.name === step.operation);
  if (!operation) {
    const message = `"${step.connector}" has no operation "${step.operation ?? ''}"`;
    return {
      problems: [
        problem('/operation', 'value', 'unknown-operation', message, nearest(step.operation ?? '', names), `It has: ${names.join(', ')}.`),
      ],
    };
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
  return { planned: { kind: 'call', id: step.id, connector: step.connector, operation: operation.name, parameters }, problems };
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

/** Compiles a planned step. Every expression in it is checked against the space. */
export function compileStep(
  planned: PlannedStep,
  space: ExpressionSpace,
  faults: Faults,
): { step: CompiledStep; expressions: readonly Expression[] } | { problems: readonly StepProblem[] } {
  const source = planned as unknown as Json;
  if (planned.kind === 'wait')
    return { step: { kind: 'wait', id: planned.id, milliseconds: planned.milliseconds, source }, expressions: [] };
  if (planned.kind === 'emit') {
    const compiled = compileParameter({ as: 'nested', from: planned.data }, space, faults, 'data');
    if ('problems' in compiled) return { problems: compiled.problems.map((one) => ({ ...one, pointer: `/data${one.pointer}` })) };
    const { filling } = compiled;
    const render = (scope: object): { [name: string]: Json } => filling.fill(scope) as { [name: string]: Json };
    return { step: { kind: 'emit', id: planned.id, type: planned.type, source, render }, expressions: filling.expressions };
  }
  const problems: StepProblem[] = [];
  const fillings: { name: string; members: boolean; filling: Filling }[] = [];
  for (const [name, plan] of Object.entries(planned.parameters)) {
    const compiled = compileParameter(plan, space, faults, name);
    if ('filling' in compiled) fillings.push({ name, members: plan.as === 'members', filling: compiled.filling });
    else
      problems.push(
        ...compiled.problems.map((one) => ({ ...one, pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${one.pointer}` })),
      );
  }
  if (problems.length > 0) return { problems };
  const { id, connector, operation } = planned;
  const step: CompiledStep = {
    kind: 'call',
    id,
    connector,
    operation,
    source,
    render(scope) {
      const parameters: { [name: string]: Json } = {};
      let members: Set<string> | undefined;
      for (const one of fillings) {
        const value = one.filling.fill(scope);
        if (!one.members) parameters[one.name] = value;
        else {
          members ??= new Set();
          for (const member of value as string[]) members.add(member);
        }
      }
      return members === undefined ? { parameters } : { parameters, members: [...members] };
    },
  };
  return { step, expressions: fillings.flatMap((one) => one.filling.expressions) };
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
