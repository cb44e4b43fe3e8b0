import type { DeadLetter } from '#action';
import type { MarketingEvent } from '#event';
import type { Json } from '#kernel';
import type { Fate } from '#message';
import type { Batch, EmittedEvent } from '#operator';
import type { Signal } from '#rule';
import type { DigestMemory } from '#state';
import { partitionOf, signalPartition, type Commit, type EntryId } from '#stream';
import type { LaneContext } from './lane-context.ts';
import type { Decoded, LaneProgram } from './lane-program.ts';

/** Everything a batch wants to change, ready to be sent: signals and forwarded events by receiving partition, events for other partitions, and the commit. */
export interface BatchOutcome {
  readonly upTo: EntryId;
  readonly signals: ReadonlyMap<number, readonly Signal[]>;
  /** By receiving partition, where that is not the contact's own. */
  readonly elsewhere: readonly { readonly event: MarketingEvent; readonly to?: number }[];
  /** Events that are handed to the lanes of other partitions, exactly once and in order. */
  readonly forwarded: ReadonlyMap<number, readonly MarketingEvent[]>;
  readonly commit: Commit;
}

/** Gathers what a batch changed after its operators ran. Must be called in the same turn: it takes the changes out of the lane's memory. */
export function gatherOutcome<T>(options: {
  readonly program: LaneProgram<T>;
  readonly context: LaneContext;
  readonly digests: DigestMemory | undefined;
  readonly decoded: Decoded<T>;
  readonly messages: Batch<T>;
  readonly stage: 'enrich' | 'decide';
  readonly partitions: number;
  readonly upTo: EntryId;
  readonly watermark: number;
}): BatchOutcome {
  const { program, context, decoded, messages, stage, partitions, upTo } = options;
  const fates: Record<Fate, number> = {
    processed: 0,
    duplicate: 0,
    late: decoded.lateCount,
    suppressed: 0,
    forwarded: 0,
    dead: decoded.deadCount,
  };
  const dead: DeadLetter[] = [...decoded.dead];
  for (const message of messages) {
    fates[message.fate ?? 'processed'] += program.weight(message.value);
    const { failure } = message;
    if (failure)
      dead.push({
        stage,
        by: failure.operator,
        code: failure.code,
        reason: failure.reason,
        attempts: 1,
        at: context.now,
        value: program.keep(message.value),
      });
  }

  for (const { failure, value } of decoded.timers ?? []) {
    if (failure)
      dead.push({
        stage,
        by: failure.operator,
        code: failure.code,
        reason: failure.reason,
        attempts: 1,
        at: context.now,
        value: { timer: value as unknown as Json },
      });
  }

  const outlets = context.takeOutlets();
  const signals = new Map<number, Signal[]>();
  for (const signal of outlets.signals) {
    const partition = signalPartition(signal.rule, signal.key, partitions);
    const list = signals.get(partition);
    if (list) list.push(signal);
    else signals.set(partition, [signal]);
  }
  const emitted: MarketingEvent[] = [];
  const elsewhere: BatchOutcome['elsewhere'][number][] = [];
  const forwarded = new Map<number, MarketingEvent[]>();
  for (const event of outlets.forwarded) {
    const partition = partitionOf(event, partitions);
    // Within a partition the commit itself carries it.
    const list = partition === context.partition ? emitted : forwarded.get(partition);
    if (list) list.push(event);
    else forwarded.set(partition, [event]);
  }
  for (const said of outlets.emitted) {
    const event = asEvent(said, context.now);
    // A contact's events belong to the contact's partition; its dedupe memory makes the repeat of an unfinished batch harmless.
    const to = said.to ?? (event.contact === undefined ? context.partition : partitionOf(event, partitions));
    if (to === context.partition) emitted.push(event);
    else elsewhere.push(said.to === undefined ? { event } : { event, to });
  }
  return {
    upTo,
    signals,
    forwarded,
    elsewhere,
    commit: {
      offset: upTo,
      watermark: options.watermark,
      state: context.takeChanges(),
      digests: options.digests?.takeFresh() ?? [],
      timers: context.timers.takeChanges(),
      intents: outlets.intents,
      emitted,
      scored: program.scored(messages),
      late: decoded.late,
      dead,
      journal: [...program.journal(messages, context), ...outlets.journal],
      fates,
    },
  };
}

function asEvent(said: EmittedEvent, now: number): MarketingEvent {
  const { id, type, at, contact, data } = said;
  return {
    id,
    source: 'crosscurrent',
    type,
    time: new Date(at).toISOString(),
    at,
    received: now,
    ...(contact === undefined ? {} : { contact }),
    data,
  };
}
