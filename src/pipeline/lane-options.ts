import type { ScoredEvent } from '#event';
import type { Clock } from '#kernel';
import type { DecideInput } from '#operator';
import type { RuleBundle } from '#rule';
import type { EventSink, LaneStore } from '#stream';
import type { Observe } from '#telemetry';
import type { Arrival } from './lane-program.ts';
import type { Pipeline } from './pipeline.ts';

/** Points at which a fault suite may stop a process; absent in production. */
export type Checkpoint = (point: 'after-read' | 'after-relay' | 'before-commit' | 'after-commit') => void;

/** What lanes are run with. */
export interface LaneOptions {
  readonly store: LaneStore;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observe: Observe;
  readonly partitions: number;
  readonly enrich: readonly Pipeline<ScoredEvent>[];
  readonly decide: Pipeline<DecideInput>;
  readonly rules: () => RuleBundle;
  readonly arrival: Arrival;
  readonly dedupeWindow: number;
  readonly dedupeSeeds: readonly [number, number];
  readonly batchEvents: number;
  readonly keepScored: boolean;
  readonly stateCapacity?: number;
  readonly checkpoint?: Checkpoint;
  /** Waits for this lane's turn to compute (see turns.ts). */
  readonly turn?: () => Promise<void>;
  /** Told after a commit that put intents into a partition's outbox, so that an idle deliverer need not poll for them. */
  readonly onIntents?: (partition: number) => void;
}
