import type { CompiledRule, GateRecord } from '#rule';
import type { SequenceRecord } from '#sequence';

/** What stands between a true condition and a fire, for people. Times are epoch milliseconds, durations milliseconds. */
export interface GateView {
  /** The condition has been true since, and must be for this long. */
  readonly holdingSince?: number;
  readonly holdFor?: number;
  /** A fire that lasts until it is resolved. */
  readonly firingSince?: number;
  readonly fire?: string;
  /** Fires in the period of `max_fires`, and how many there may be. */
  readonly fires?: number;
  readonly maxFires?: number;
  /** Rules and keys whose fires hold this one back. */
  readonly heldBackBy: readonly string[];
}

/** A match that has begun: which steps were filled by which events, and what it waits for until when. */
export interface PendingView {
  readonly filled: readonly string[];
  readonly waitsFor: string;
  readonly began: number;
  readonly until: number;
  readonly first: string;
  readonly last: string;
}

/** Most matches that are told. */
const MOST = 20;

/** Flow control of a key as people see it; undefined when the rule has none. */
export function gateView(rule: CompiledRule, gate: GateRecord | undefined): GateView | undefined {
  const plan = rule.firing;
  if (plan === undefined || gate === undefined) return undefined;
  return {
    ...(gate.hold === undefined ? {} : { holdingSince: gate.hold[0] }),
    ...(plan.holdFor > 0 ? { holdFor: plan.holdFor } : {}),
    ...(gate.firing === undefined ? {} : { firingSince: gate.firing[0], fire: gate.firing[1] }),
    ...(plan.maxFires === undefined ? {} : { fires: gate.fires?.length ?? 0, maxFires: plan.maxFires.n }),
    heldBackBy: Object.entries(gate.held ?? {}).flatMap(([inhibitor, [, until]]) => (until === -1 ? [] : [inhibitor])),
  };
}

/** The matches of a key that have begun, oldest first. */
export function pendingView(rule: CompiledRule, record: SequenceRecord | undefined): PendingView[] {
  const pattern = rule.sequence;
  if (pattern === undefined || record === undefined || record.hash !== pattern.hash) return [];
  const names = pattern.steps.map((one) => one.name);
  return record.pending.slice(0, MOST).map(([step, , began, , first, last, events]) => {
    const filled = names.filter((name) => Object.hasOwn(events, name));
    const open = pattern.anyOf === undefined ? names.slice(step).find((name) => !filled.includes(name)) : undefined;
    const absence = open === undefined && pattern.anyOf === undefined;
    const others = names.filter((name) => !filled.includes(name));
    return {
      filled,
      waitsFor: open ?? (absence ? 'the absence to last' : `any of ${others.join(', ')}`),
      began,
      until: began + pattern.within,
      first,
      last,
    };
  });
}
