import type { DeadLetter, JournalEntry } from '#action';
import { contactField } from '#contact';
import type { MarketingEvent, ScoredEvent } from '#event';
import type { Json } from '#kernel';
import { Message } from '#message';
import { WakeOperators, type Batch, type DecideInput, type Operator } from '#operator';
import { isSignalRecord, newsOf, unpackSignals, type Signal } from '#rule';
import { packValues, type Entry } from '#stream';
import type { Timer } from '#state';
import { Flow } from './flow.ts';
import { journalOf } from './journal-of.ts';
import type { LaneContext } from './lane-context.ts';
import type { Pipeline } from './pipeline.ts';
import { scoredJson } from './scored-json.ts';
import { orderedSegments } from './segments.ts';

/** What an entry turned into: messages to run, and values that end before any operator sees them. */
export interface Decoded<T> {
  readonly messages: Message<T>[];
  /** Timers that wake operators before the messages run; absent where timers are messages themselves. */
  readonly timers?: readonly Message<Timer>[];
  readonly late: MarketingEvent[];
  readonly dead: DeadLetter[];
  /** Values that ended here, by fate. */
  readonly lateCount: number;
  readonly deadCount: number;
}

/** State fields that are not in memory, and the messages that asked for them: what these read may name further fields. */
export interface Missing<T> {
  readonly fields: readonly string[];
  readonly messages: Batch<T>;
}

/** Time rules for arriving events, milliseconds. */
export interface Arrival {
  readonly allowedLateness: number;
  readonly maxFutureSkew: number;
}

/** LaneProgram is what differs between the enrich and the decide lane: how entries become messages, how messages run, what they weigh in the accounting. */
export interface LaneProgram<T> {
  readonly flows: readonly Flow<T>[];
  decode(entries: readonly Entry[], due: readonly Timer[], context: LaneContext): Decoded<T>;
  /** State fields to load before the messages run; asked again, with the messages that missed some, until nothing is missing. */
  missing(messages: Batch<T>, context: LaneContext, timers?: Decoded<T>['timers']): Missing<T>;
  /** Wakes the operator that a timer is for. */
  wake?(timer: Message<Timer>): void;
  run(messages: Batch<T>): Promise<void>;
  /** How many accepted values a message stands for. */
  weight(value: T): number;
  /** Event time a message moves the watermark to. */
  at(value: T): number;
  keep(value: T): Json;
  /** What is kept of the decisions that were made. */
  journal(messages: Batch<T>, context: LaneContext): JournalEntry[];
  /** Enriched values for the clean stream, as JSON. */
  scored(messages: Batch<T>): string[];
}

/** The enrich lane: packs of events through the first pipeline that accepts each, in an order that keeps every contact's events as they came. */
export function enrichProgram(
  pipelines: readonly Pipeline<ScoredEvent>[],
  context: LaneContext,
  monotonic: () => number,
  arrival: Arrival,
  keepScored: boolean,
): LaneProgram<ScoredEvent> {
  const flows = pipelines.map((pipeline) => new Flow(pipeline, context, monotonic));
  const pipelineOf = (event: ScoredEvent): number => {
    for (let index = 0; index < pipelines.length; index++) if (pipelines[index]!.accepts(event)) return index;
    return -1;
  };
  const contactReaders = pipelines.map((pipeline) => pipeline.through.filter((operator) => operator.contacts));
  const stateReaders = pipelines.map((pipeline) => pipeline.through.filter((operator) => operator.reads));
  const waking = new WakeOperators(pipelines.flatMap((pipeline) => pipeline.through));

  return {
    flows,
    decode(entries, due, { now, watermark }) {
      const timers = due.map((timer, index) => new Message(timer, 'timer', index));
      const decoded = { ...emptyDecoded<ScoredEvent>(), timers };
      for (const entry of entries) {
        if (!entry.pack) {
          undecodable(entry, 'enrich', now, decoded);
          continue;
        }
        const texts = keepScored ? packValues(entry.raw, entry.pack.length) : undefined;
        for (let index = 0; index < entry.pack.length; index++) {
          const event = entry.pack[index] as ScoredEvent;
          if (event.at > now + arrival.maxFutureSkew) {
            decoded.dead.push({
              stage: 'enrich',
              by: 'quarantine',
              code: 'time-in-future',
              reason: `stamped ${event.time}`,
              attempts: 1,
              at: now,
              value: event as unknown as Json,
            });
            decoded.deadCount++;
          } else if (event.at < watermark - arrival.allowedLateness && event.source !== 'crosscurrent') {
            // What the engine says itself is never late: a run may be waiting for it, however long it lay.
            decoded.late.push(event);
            decoded.lateCount++;
          } else {
            decoded.messages.push(new Message(event, entry.id, index, texts?.[index]));
          }
        }
      }
      return decoded;
    },
    missing(messages, lane, timers = []) {
      const missing = new Set<string>();
      const asking: Message<ScoredEvent>[] = [];
      for (const { value } of timers) for (const field of waking.reads(value, lane)) if (!lane.state.has(field)) missing.add(field);
      for (const message of messages) {
        const { value } = message;
        const pipeline = pipelineOf(value);
        if (pipeline < 0) continue;
        let found = false;
        // Most operators read the same contact: it is looked up once.
        let known: string | undefined;
        for (const operator of contactReaders[pipeline]!) {
          const contact = operator.contacts!(value);
          if (contact === undefined || contact === known) continue;
          known = contact;
          if (lane.holds(contact)) continue;
          missing.add(contactField(contact));
          found = true;
        }
        if (askFor(missing, stateReaders[pipeline]!, value, lane) || found) asking.push(message);
      }
      return { fields: [...missing], messages: asking };
    },
    wake: (timer) => waking.wake(timer, context),
    async run(messages) {
      for (const segment of orderedSegments(messages, (event) => Math.max(0, pipelineOf(event)), pipelines.length)) {
        for (const [index, part] of segment.entries()) {
          if (part.length === 0) continue;
          const running = flows[index]!.run(part);
          if (running) await running;
        }
      }
    },
    weight: () => 1,
    at: (event) => event.at,
    keep: (event) => event as unknown as Json,
    journal: () => [],
    scored: (messages) => (keepScored ? messages.filter((message) => message.live).map(scoredJson) : []),
  };
}

/** The decide lane: packs of signals, combined per rule and key, and timers that are due. */
export function decideProgram(pipeline: Pipeline<DecideInput>, context: LaneContext, monotonic: () => number): LaneProgram<DecideInput> {
  const flow = new Flow(pipeline, context, monotonic);
  const readers = pipeline.through.filter((operator) => operator.reads);
  return {
    flows: [flow],
    decode(entries, due, { now }) {
      const decoded = emptyDecoded<DecideInput>();
      const groups = new Map<string, { kind: 'signals'; rule: string; key: string; signals: Signal[] }>();
      const inputs: { readonly entry: string; readonly input: DecideInput }[] = [];
      for (const entry of entries) {
        if (!entry.pack) {
          undecodable(entry, 'decide', now, decoded);
          continue;
        }
        for (const value of entry.pack) {
          const signals = isSignalRecord(value) ? unpackSignals(value) : [value as Signal];
          const { rule, key } = signals[0]!;
          const name = `${rule}|${key}`;
          if (signals[0]!.hits === 0) {
            for (const signal of signals) {
              const news = newsOf(signal);
              if (news !== undefined) inputs.push({ entry: entry.id, input: { kind: 'news', rule, key, at: signal.at, news } });
            }
            // What comes after the news is not put together with what came before it: a run may wait for it only since.
            groups.delete(name);
            continue;
          }
          const group = groups.get(name);
          if (group) {
            group.signals.push(...signals);
            continue;
          }
          const input = { kind: 'signals' as const, rule, key, signals };
          groups.set(name, input);
          inputs.push({ entry: entry.id, input });
        }
      }
      let index = 0;
      // Timers first: they were due before these signals came.
      for (const timer of due) decoded.messages.push(new Message({ kind: 'timer', timer }, 'timer', index++));
      index = 0;
      for (const { entry, input } of inputs) decoded.messages.push(new Message(input, entry, index++));
      return decoded;
    },
    missing(messages, lane) {
      const missing = new Set<string>();
      const asking = messages.filter(({ value }) => askFor(missing, readers, value, lane));
      return { fields: [...missing], messages: asking };
    },
    async run(messages) {
      const running = flow.run(messages);
      if (running) await running;
    },
    weight: (input) => (input.kind === 'signals' ? input.signals.length : input.kind === 'news' ? 1 : 0),
    at: (input) => (input.kind === 'signals' ? newest(input.signals) : 0),
    keep: (input) => input as unknown as Json,
    journal: (messages, { bundle }) =>
      messages.flatMap(({ value, live }) => (live ? (value.decisions ?? []).map((decision) => journalOf(decision, bundle.hash)) : [])),
    scored: () => [],
  };
}

function newest(signals: readonly Signal[]): number {
  let at = 0;
  for (const signal of signals) if (signal.at > at) at = signal.at;
  return at;
}

/** Notes what is missing for a value; false when nothing is. */
function askFor<T>(missing: Set<string>, operators: readonly Operator<T>[], value: T, context: LaneContext): boolean {
  let found = false;
  for (const operator of operators) {
    for (const field of operator.reads!(value, context)) {
      if (context.state.has(field)) continue;
      missing.add(field);
      found = true;
    }
  }
  return found;
}

function emptyDecoded<T>(): { messages: Message<T>[]; late: MarketingEvent[]; dead: DeadLetter[]; lateCount: number; deadCount: number } {
  return { messages: [], late: [], dead: [], lateCount: 0, deadCount: 0 };
}

function undecodable(entry: Entry, stage: 'enrich' | 'decide', now: number, decoded: { dead: DeadLetter[]; deadCount: number }): void {
  decoded.dead.push({
    stage,
    by: 'decode',
    code: 'undecodable',
    reason: `entry ${entry.id} is not a pack`,
    attempts: 1,
    at: now,
    value: entry.raw,
  });
  decoded.deadCount += entry.count;
}
