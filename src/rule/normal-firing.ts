import { parseDuration } from '#kernel';
import type { NormalEvents } from './normal-sequence.ts';
import type { AuthoredRule } from './rule-schema.ts';

/** When a true condition is a fire and when a fire is over; times are milliseconds. */
export interface NormalFiring {
  readonly holdFor?: number;
  /** A condition over measures, or events. */
  readonly resolveIf?: string | NormalEvents;
  readonly resolveAfter?: number;
  readonly maxFires?: { readonly n: number; readonly per: number };
  readonly inhibitedBy?: readonly string[];
}

/** The flow control of an authored rule; undefined when it has none. */
export function normalFiring(rule: AuthoredRule): NormalFiring | undefined {
  const { hold_for, resolve_if, resolve_after, max_fires, inhibited_by } = rule;
  const firing: NormalFiring = {
    ...(hold_for === undefined ? {} : { holdFor: parseDuration(hold_for)! }),
    ...(resolve_if === undefined
      ? {}
      : { resolveIf: typeof resolve_if === 'string' ? resolve_if : { ...resolve_if, on: [...new Set(resolve_if.on)] } }),
    ...(resolve_after === undefined ? {} : { resolveAfter: parseDuration(resolve_after)! }),
    ...(max_fires === undefined ? {} : { maxFires: { n: max_fires.n, per: parseDuration(max_fires.per)! } }),
    ...(inhibited_by === undefined ? {} : { inhibitedBy: [...new Set(inhibited_by)] }),
  };
  return Object.keys(firing).length === 0 ? undefined : firing;
}
