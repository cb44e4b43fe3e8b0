import type { Guards } from '#guard';
import type { Concurrency } from './compiled-rule.ts';
import type { NormalStep } from './normal-step.ts';

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
  readonly concurrency: Concurrency;
  readonly onResolve: 'continue' | 'cancel' | 'compensate';
  readonly guards: Guards & { readonly consent: readonly string[] };
}

/** A measure; `window` and `every` are milliseconds. */
export interface NormalMeasure {
  readonly fn: 'count' | 'distinct' | 'sum' | 'avg';
  readonly of?: string;
  readonly where?: string;
  readonly window: number;
  readonly every: number;
}
