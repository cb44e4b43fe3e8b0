import type { Json } from '#kernel';

/** A rule with everything said: durations in milliseconds, defaults filled in, steps in one form. Where an author had no word, neither has it. */
export interface NormalRule {
  readonly rule: string;
  readonly summary: string;
  readonly because: string;
  readonly misses: string;
  readonly mode: 'shadow' | 'active';
  readonly on: readonly string[];
  readonly where?: string;
  readonly by: { readonly [name: string]: string };
  readonly measures: { readonly [name: string]: NormalMeasure };
  readonly when?: string;
  readonly cooldown: number;
  readonly workflow: readonly NormalStep[];
  readonly guards: { readonly consent: readonly string[] };
}

/** A measure; `window` and `every` are milliseconds. */
export interface NormalMeasure {
  readonly fn: 'count' | 'distinct' | 'sum' | 'avg';
  readonly of?: string;
  readonly where?: string;
  readonly window: number;
  readonly every: number;
}

/** A step. `pointer` says where its body stands in the author's file. */
export type NormalStep =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly pointer: string;
      readonly connector: string;
      readonly operation?: string;
      readonly parameters: { readonly [name: string]: Json };
    }
  | { readonly kind: 'wait'; readonly id: string; readonly pointer: string; readonly milliseconds: number }
  | {
      readonly kind: 'emit';
      readonly id: string;
      readonly pointer: string;
      readonly type: string;
      readonly data: { readonly [name: string]: Json };
    };
