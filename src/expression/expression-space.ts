import { Environment } from '@marcbachmann/cel-js';
import { functions, methods, specialFunctions } from './builtins.ts';
import type { FieldTree, FieldType } from './event-fields.ts';

/** The names an expression may read, with their types, and the CEL environment that parses and checks against them. */
export interface ExpressionSpace {
  readonly variables: FieldTree;
  readonly environment: Environment;
}

/** Sizes beyond which an expression is refused: enough for any sentence a person writes, small enough that compiling stays cheap. */
const LIMITS = { maxAstNodes: 400, maxDepth: 32, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 };

/**
 * A space with exactly these variables. Making an environment costs more than checking a rule with it, and rules on the same event types share their `event`: so the environment with our
 * functions is made once, the one with an `event` once for each tree of fields, and the rest is added to a copy.
 */
export function expressionSpace(given: FieldTree): ExpressionSpace {
  const { event, ...others } = given;
  const shared = typeof event === 'object' ? withEvent(event) : base();
  const rest = typeof event === 'object' ? others : given;
  const variables = typeof event === 'object' && 'segments' in event ? { contact: CONTACT, ...given } : given;
  const environment = Object.keys(rest).length === 0 ? shared : shared.clone();
  for (const [name, type] of Object.entries(rest)) register(environment, name, type);
  return { variables, environment };
}

/** What is known of an event's contact beside its pseudonym. */
const CONTACT: FieldTree = { segments: 'list<string>' };

let bare: Environment | undefined;
const byEvent = new WeakMap<FieldTree, Environment>();

function base(): Environment {
  if (bare) return bare;
  bare = new Environment({ limits: LIMITS });
  // CEL has no remainder of two doubles; all numbers of ours are doubles.
  bare.registerOperator('double % double', (left: number, right: number) => left % right);
  for (const signature of ownSignatures) bare.registerFunction(signature, neverRun);
  return bare;
}

function withEvent(event: FieldTree): Environment {
  let environment = byEvent.get(event);
  if (!environment) {
    environment = base().clone();
    register(environment, 'event', event);
    if ('segments' in event) register(environment, 'contact', CONTACT);
    byEvent.set(event, environment);
  }
  return environment;
}

function register(environment: Environment, name: string, type: FieldType): void {
  if (typeof type === 'string') environment.registerVariable(name, type);
  else environment.registerVariable(name, { schema: toSchema(type) });
}

const ownSignatures = [
  ...Object.values(functions).flatMap((one) => one.signatures),
  ...Object.values(methods).flatMap((one) => one.signatures),
  ...Object.values(specialFunctions).flat(),
];

/** The environment only checks; closures run. */
const neverRun = (): never => {
  throw new Error('expressions run as closures');
};

type Schema = { [name: string]: string | Schema };

function toSchema(tree: FieldTree): Schema {
  return Object.fromEntries(
    Object.entries(tree).map(([name, type]: [string, FieldType]) => [name, typeof type === 'string' ? type : toSchema(type)]),
  );
}
