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

/** A space with exactly these variables. */
export function expressionSpace(variables: FieldTree): ExpressionSpace {
  const environment = new Environment({ limits: LIMITS });
  // CEL has no remainder of two doubles; all numbers of ours are doubles.
  environment.registerOperator('double % double', (left: number, right: number) => left % right);
  for (const signature of ownSignatures) environment.registerFunction(signature, neverRun);
  for (const [name, type] of Object.entries(variables)) {
    if (typeof type === 'string') environment.registerVariable(name, type);
    else environment.registerVariable(name, { schema: toSchema(type) });
  }
  return { variables, environment };
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
