import type { Json } from '#kernel';
import type { PlannedStep } from './planned-step.ts';
import type { Scope } from './scope.ts';

/** What the expressions of a workflow may read beyond a condition's: the run's own variables, what came of its steps, and itself. */
export interface RunScope extends Scope {
  readonly vars?: { readonly [name: string]: Json };
  readonly steps?: { readonly [id: string]: { readonly [name: string]: Json } };
  readonly run?: { readonly id: string; readonly started: number };
  /** In a `wait_for`, where `event` is the awaited one: the event that began the run. */
  readonly fire?: { readonly event: { readonly [name: string]: Json } };
}

/** A call's parameters after rendering: literals and templates filled in, `contacts` parameters collected in `members`. */
export interface RenderedCall {
  readonly parameters: { readonly [name: string]: Json };
  readonly members?: readonly string[];
}

/** CompiledStep is a step ready to run. `source` is what a waiting run keeps of it; `inner` are the steps inside it, each once. */
export type CompiledStep = { readonly id: string; readonly source: PlannedStep; readonly inner: readonly CompiledStep[] } & (
  | { readonly kind: 'call'; readonly connector: string; readonly operation: string; render(scope: RunScope): RenderedCall }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'emit'; readonly type: string; render(scope: RunScope): { readonly [name: string]: Json } }
  | { readonly kind: 'set'; values(scope: RunScope): { readonly [name: string]: Json } }
  | { readonly kind: 'stop' | 'compensate'; why(scope: RunScope): string }
  /** The place of the first case whose condition holds, -1 when none does. */
  | { readonly kind: 'switch'; choose(scope: RunScope): number }
  | { readonly kind: 'parallel' }
  /** What is assigned to a variant; undefined when nothing was said or it has no value. */
  | { readonly kind: 'split'; unit(scope: RunScope): string | undefined }
  | { readonly kind: 'approve'; ask(scope: RunScope): string }
  | { readonly kind: 'wait_for'; matches(scope: RunScope): boolean }
);
