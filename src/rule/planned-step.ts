import type { Json } from '#kernel';
import type { ParameterPlan } from './fill-parameter.ts';
import type { RetryPolicy } from './normal-step.ts';

/** A call with its operation chosen and its parameters planned. */
export interface PlannedCall {
  readonly kind: 'call';
  readonly id: string;
  readonly connector: string;
  readonly operation: string;
  readonly parameters: { readonly [name: string]: ParameterPlan };
  /** The run goes on only when it knows what came of the call. */
  readonly awaited?: true;
  readonly retry?: RetryPolicy;
  /** What a run does when the call failed for good: it ends, unless it is told to go on. */
  readonly onFailed?: 'continue';
  /** The call that takes this one back. */
  readonly undo?: PlannedCall;
}

/** A step with everything decided that the configuration decides. It is plain JSON, and it is what a waiting run keeps of the steps it has still to do. */
export type PlannedStep =
  | PlannedCall
  | { readonly kind: 'wait'; readonly id: string; readonly milliseconds: number }
  | { readonly kind: 'emit'; readonly id: string; readonly type: string; readonly data: Json }
  | { readonly kind: 'set'; readonly id: string; readonly values: { readonly [name: string]: string } }
  | { readonly kind: 'stop' | 'compensate'; readonly id: string; readonly why: string }
  | {
      readonly kind: 'switch';
      readonly id: string;
      readonly cases: readonly { readonly if: string; readonly do: readonly PlannedStep[] }[];
      readonly otherwise: readonly PlannedStep[];
    }
  | { readonly kind: 'parallel'; readonly id: string; readonly branches: readonly (readonly PlannedStep[])[] }
  | {
      readonly kind: 'split';
      readonly id: string;
      readonly experiment: string;
      readonly by?: string;
      readonly variants: readonly { readonly name: string; readonly weight: number; readonly do: readonly PlannedStep[] }[];
    }
  | {
      readonly kind: 'approve';
      readonly id: string;
      readonly ask: string;
      readonly milliseconds: number;
      readonly refused: readonly PlannedStep[];
      readonly expired: readonly PlannedStep[];
    }
  | {
      readonly kind: 'wait_for';
      readonly id: string;
      /** Which events it hears: the same definition in another version of the rule hears the same. */
      readonly definition: string;
      readonly on: readonly string[];
      readonly where?: string;
      readonly milliseconds: number;
      readonly timeout: readonly PlannedStep[];
    };

/** The lists of planned steps inside one. */
export function innerPlans(step: PlannedStep): readonly (readonly PlannedStep[])[] {
  switch (step.kind) {
    case 'switch':
      return [...step.cases.map((one) => one.do), step.otherwise];
    case 'parallel':
      return step.branches;
    case 'split':
      return step.variants.map((one) => one.do);
    case 'approve':
      return [step.refused, step.expired];
    case 'wait_for':
      return [step.timeout];
    case 'call':
      return step.undo === undefined ? [] : [[step.undo]];
    default:
      return [];
  }
}
