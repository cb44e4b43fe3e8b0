import type { MeasureFunction } from '#window';
import type { Guards } from '#guard';
import type { Concurrency } from './concurrency.ts';
import type { NormalBaseline } from './normal-baseline.ts';
import type { NormalFiring } from './normal-firing.ts';
import type { NormalSequence } from './normal-sequence.ts';
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
  readonly baseline?: NormalBaseline;
  readonly when?: string;
  readonly sequence?: NormalSequence;
  readonly firing?: NormalFiring;
  readonly cooldown: number;
  /** How many groups a partition remembers; absent: as many as usual. */
  readonly maxGroups?: number;
  readonly workflow: readonly NormalStep[];
  readonly concurrency: Concurrency;
  readonly onResolve: 'continue' | 'cancel' | 'compensate';
  readonly guards: Guards & { readonly consent: readonly string[] };
}

/** A measure; `window`, `every` and `gap` are milliseconds. A ratio with `to` is one of the measures that `of` and `to` name; the others measure events. */
export interface NormalMeasure {
  readonly fn: MeasureFunction;
  readonly of?: string;
  readonly where?: string;
  readonly window: number;
  readonly every: number;
  /** Absent: the window slides. */
  readonly kind?: 'tumbling' | 'session';
  readonly zone?: string;
  readonly gap?: number;
  /** Which percentile. */
  readonly p?: number;
  readonly to?: string;
  readonly min?: number;
}
