import type { CompiledRule, GateRecord } from '#rule';
import { openMatches, type OpenMatch, type SequenceRecord } from '#sequence';

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
export interface PendingView extends Omit<OpenMatch, 'wanted'> {
  readonly waitsFor: string;
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

/** The matches of a key that have begun, as they look at `now`, oldest first. */
export function pendingView(rule: CompiledRule, record: SequenceRecord | undefined, now: number): PendingView[] {
  const { sequence } = rule;
  if (sequence === undefined || record === undefined || record.hash !== sequence.hash) return [];
  const open = openMatches(sequence, record, now).toSorted((a, b) => a.began - b.began);
  return open.slice(0, MOST).map(({ wanted, ...one }) => ({ ...one, waitsFor: waitsFor(wanted) }));
}

function waitsFor(wanted: readonly string[]): string {
  if (wanted.length === 0) return 'the absence to last';
  return wanted.length === 1 ? wanted[0]! : `any of ${wanted.join(', ')}`;
}
