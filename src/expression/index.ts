export { type CheapTest, cheapTests, type Plain } from './cheap-tests.ts';
export type { Closure, Faults } from './closure.ts';
export { type FieldTree, eventFields } from './event-fields.ts';
export { conditionExplainer } from './explain-condition.ts';
export type { ExpressionProblem } from './expression-problem.ts';
export { type ExpressionSpace, expressionSpace } from './expression-space.ts';
export { type Conjunct, type Expression, compileExpression } from './expression.ts';
export { compileTemplate } from './template.ts';
