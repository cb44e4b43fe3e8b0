import {
  type Expression,
  type ExpressionProblem,
  type ExpressionSpace,
  type Faults,
  compileExpression,
  compileTemplate,
} from '#expression';
import type { Json } from '#kernel';

/** How a parameter is filled: `text` a template that gives text, `value` an expression, `number` one that gives a number, `members` an expression that gives contacts, `nested` any value whose texts are templates. */
export interface ParameterPlan {
  readonly as: 'text' | 'value' | 'number' | 'members' | 'nested';
  readonly from: Json;
}

/** A parameter ready to be filled, and the expressions in it. */
export interface Filling {
  readonly expressions: readonly Expression[];
  fill(scope: object): Json;
}

/** A problem inside a parameter: `pointer` leads from the parameter to the text to blame. */
export type PlacedProblem = ExpressionProblem & { readonly pointer: string };

const WANTED = {
  value: ['double', 'string', 'bool', 'int', 'list<string>', 'list<dyn>', 'list<double>', 'map<string, dyn>'],
  number: ['double', 'int'],
  members: ['list<string>', 'string'],
};

/** Compiles one parameter. */
export function compileParameter(
  plan: ParameterPlan,
  space: ExpressionSpace,
  faults: Faults,
  place: string,
): { filling: Filling } | { problems: readonly PlacedProblem[] } {
  const { as, from } = plan;
  if (as === 'nested') return compileNested(from, space, faults, place);
  if (typeof from !== 'string') return { filling: { expressions: [], fill: () => from } };
  if (as === 'text') return compileText(from, space, faults, place, false);
  if (as === 'value' && from.includes('${')) return compileText(from, space, faults, place, true);
  const inner = unwrap(from);
  const compiled = compileExpression(inner.text, space, faults, place, WANTED[as]);
  if ('problems' in compiled)
    return { problems: compiled.problems.map((one) => ({ ...one, offset: one.offset + inner.offset, pointer: '' })) };
  const { expression } = compiled;
  const fill =
    as === 'members' ? (scope: object) => toMembers(expression.evaluate(scope)) : (scope: object) => toJson(expression.evaluate(scope));
  return { filling: { expressions: [expression], fill } };
}

function compileText(
  text: string,
  space: ExpressionSpace,
  faults: Faults,
  place: string,
  typed: boolean,
): { filling: Filling } | { problems: readonly PlacedProblem[] } {
  const compiled = compileTemplate(text, space, faults, place);
  if ('problems' in compiled) return { problems: compiled.problems.map((one) => ({ ...one, pointer: '' })) };
  const { template } = compiled;
  return {
    filling: {
      expressions: template.expressions,
      fill: typed ? (scope) => toJson(template.value(scope)) : (scope) => template.render(scope),
    },
  };
}

function compileNested(
  from: Json,
  space: ExpressionSpace,
  faults: Faults,
  place: string,
): { filling: Filling } | { problems: readonly PlacedProblem[] } {
  if (typeof from === 'string') return compileText(from, space, faults, place, true);
  if (from === null || typeof from !== 'object') return { filling: { expressions: [], fill: () => from } };
  const problems: PlacedProblem[] = [];
  const fillings: [string, Filling][] = [];
  for (const [name, inner] of Object.entries(from)) {
    const compiled = compileNested(inner as Json, space, faults, place);
    if ('filling' in compiled) fillings.push([name, compiled.filling]);
    else
      problems.push(
        ...compiled.problems.map((one) => ({ ...one, pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${one.pointer}` })),
      );
  }
  if (problems.length > 0) return { problems };
  const list = Array.isArray(from);
  return {
    filling: {
      expressions: fillings.flatMap(([, filling]) => filling.expressions),
      fill: (scope) =>
        list ? fillings.map(([, one]) => one.fill(scope)) : Object.fromEntries(fillings.map(([name, one]) => [name, one.fill(scope)])),
    },
  };
}

/** `${measures.people.members}` and `measures.people.members` mean the same where an expression is asked for. */
function unwrap(text: string): { text: string; offset: number } {
  const whole = /^\s*\$\{([^{}]*)\}\s*$/.exec(text);
  return whole ? { text: whole[1]!, offset: text.indexOf('${') + 2 } : { text, offset: 0 };
}

function toMembers(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return typeof value === 'string' ? [value] : [];
}

const toJson = (value: unknown): Json => (value === undefined ? null : (value as Json));
