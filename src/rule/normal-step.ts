import type { Json } from '#kernel';

/** Every step has an id that is unique in its rule, and a `pointer` that says where its body stands in the author's file. */
interface Placed {
  readonly id: string;
  readonly pointer: string;
}

/** A call. `awaited`: the run goes on only when it knows what came of it. `undo` takes the call back. Durations are milliseconds. */
export interface NormalCall extends Placed {
  readonly kind: 'call';
  readonly connector: string;
  readonly operation?: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly awaited?: true;
  readonly retry?: RetryPolicy;
  readonly onFailed?: 'continue';
  readonly undo?: NormalCall;
  /** It carries the question of the `approve` step behind it, which tells what is wrong with its text. */
  readonly asks?: true;
}

/** How often a call that failed for good is tried again, and how many milliseconds before the first time; each further wait is twice the one before. */
export interface RetryPolicy {
  readonly max: number;
  readonly backoff: number;
}

/** A step with everything said. */
export type NormalStep =
  | NormalCall
  | (Placed & { readonly kind: 'wait'; readonly milliseconds: number })
  | (Placed & { readonly kind: 'emit'; readonly type: string; readonly data: { readonly [name: string]: Json } })
  | (Placed & { readonly kind: 'set'; readonly values: { readonly [name: string]: string } })
  | (Placed & { readonly kind: 'stop' | 'compensate'; readonly why: string })
  | (Placed & {
      readonly kind: 'switch';
      readonly cases: readonly { readonly if: string; readonly pointer: string; readonly do: readonly NormalStep[] }[];
      readonly otherwise: readonly NormalStep[];
    })
  | (Placed & { readonly kind: 'parallel'; readonly branches: readonly (readonly NormalStep[])[] })
  | (Placed & {
      readonly kind: 'split';
      readonly experiment: string;
      readonly by?: string;
      readonly variants: readonly { readonly name: string; readonly weight: number; readonly do: readonly NormalStep[] }[];
    })
  | (Placed & {
      readonly kind: 'approve';
      readonly ask: string;
      readonly milliseconds: number;
      readonly refused: readonly NormalStep[];
      readonly expired: readonly NormalStep[];
    })
  | NormalWaitFor;

/** A wait for an event. Without a `by` of its own, the awaited event is of the run's key when the rule's `by` says so of it. */
export interface NormalWaitFor extends Placed {
  readonly kind: 'wait_for';
  readonly on: readonly string[];
  readonly where?: string;
  readonly by?: { readonly [name: string]: string };
  readonly milliseconds: number;
  readonly timeout: readonly NormalStep[];
}

/** The lists of steps inside a step. */
export function innerLists(step: NormalStep): readonly (readonly NormalStep[])[] {
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

/** All steps of a workflow, each before those inside it, in the order they are written. */
export function allSteps(steps: readonly NormalStep[]): NormalStep[] {
  return steps.flatMap((step) => [step, ...innerLists(step).flatMap(allSteps)]);
}
