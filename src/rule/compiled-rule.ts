import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';
import type { CompiledMeasure, MeasureValue } from '#window';
import type { Signal } from './signal.ts';

/** What `when` and templates may read. `event` is the signal's cut-down event. */
export interface Scope {
  readonly event: { readonly [name: string]: Json };
  readonly group: { readonly [name: string]: string };
  readonly measures: { readonly [name: string]: MeasureValue };
  readonly now: number;
}

/** A call's parameters after rendering: literals and templates filled in, `contacts` parameters collected in `members`. */
export interface RenderedCall {
  readonly parameters: { readonly [name: string]: Json };
  readonly members?: readonly string[];
}

/** One step of a workflow, ready to run. `source` is its authored form, JSON, which a waiting run keeps so that it finishes on its own version. */
export type CompiledStep =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly connector: string;
      readonly operation: string;
      readonly source: Json;
      render(scope: Scope): RenderedCall;
    }
  | { readonly kind: 'wait'; readonly id: string; readonly milliseconds: number; readonly source: Json }
  | {
      readonly kind: 'emit';
      readonly id: string;
      readonly type: string;
      readonly source: Json;
      render(scope: Scope): { readonly [name: string]: Json };
    };

/** CompiledRule is a rule ready to run: checked, typed, its expressions compiled once. `version` is the content hash of the normalised document. Nothing here throws at run time: an expression that fails counts as false and is counted in `errors`. */
export interface CompiledRule {
  readonly name: string;
  readonly version: string;
  readonly mode: 'shadow' | 'active';
  readonly summary: string;
  readonly because: string;
  /** Event types of `on`. */
  readonly types: readonly string[];
  readonly measures: readonly CompiledMeasure[];
  /** Short stable hash of the measures' definitions in order: what the cells of a signal's `inputs` mean. */
  readonly layout: string;
  readonly cooldown: number;
  readonly purposes: readonly string[];
  readonly workflow: readonly CompiledStep[];
  /** Enrich side: the signals this event gives to the rule (none when `where`, or the `when` of a rule without measures, is false; several when `by` fans out). */
  signals(event: ScoredEvent): readonly Signal[];
  /** Decide side: whether `when` holds. */
  holds(scope: Scope): boolean;
  /** Why, in words, with the values: e.g. `people 26 >= 25 and talk 40 …`. */
  explain(scope: Scope): string;
  /** Expression errors since start. */
  readonly errors: { count: number; last?: string };
}

/** RuleBundle is a whole set of rules that switches at once. `hash` names it; `candidates` returns the rules that may match an event, by type and cheap equality, so that a rule that cannot match costs nothing. */
export interface RuleBundle {
  readonly hash: string;
  readonly rules: ReadonlyMap<string, CompiledRule>;
  candidates(event: ScoredEvent): readonly CompiledRule[];
  /** Compiles the authored steps (`CompiledStep.source`) of a run that waits on an older version, in their order. Throws `invalid-rules` when they no longer fit the accounts. */
  steps(source: readonly Json[]): readonly CompiledStep[];
}
