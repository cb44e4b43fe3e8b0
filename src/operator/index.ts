export type { Decision, DecideInput, Resolution } from './decide-input.ts';
export { defineAsyncOperator, defineOperator, type Batch, type EachOperator, type Operator } from './operator.ts';
export { WakeOperators } from './wake-operators.ts';
export type { Wakening } from './wakening.ts';
export type { EmittedEvent, OperatorContext } from './operator-context.ts';
