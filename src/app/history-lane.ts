import type { Intent } from '#action';
import { contactField, contactNotes, type ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import { Message } from '#message';
import { WakeOperators, type EmittedEvent, type OperatorContext } from '#operator';
import { Flow, type Pipeline } from '#pipeline';
import type { RuleBundle, Signal } from '#rule';
import { DigestMemory, TimerQueue, type Timer } from '#state';
import type { Observe } from '#telemetry';
import { HistoryState } from './history-state.ts';

/** What a lane of a replay is made of; durations are milliseconds. */
export interface HistoryLaneParts<T> {
  readonly pipelines: readonly Pipeline<T>[];
  readonly bundle: RuleBundle;
  readonly stateGeneration: number;
  readonly dedupeWindow: number;
  readonly observe: Observe;
}

/** HistoryLane is a lane of a replay: the flows of the engine's pipelines over memory that is never written anywhere. */
export class HistoryLane<T> {
  readonly flows: readonly Flow<T>[];
  readonly timers = new TimerQueue();
  /** What was said since they were taken. */
  signals: Signal[] = [];
  intents: Intent[] = [];
  emitted: EmittedEvent[] = [];
  forwarded: MarketingEvent[] = [];
  readonly #state: HistoryState;
  readonly #waking: WakeOperators;
  readonly #digests: DigestMemory;
  readonly #context: OperatorContext & { now: number; watermark: number; bundle: RuleBundle };
  /** Contacts that were asked for in this batch, those that did not exist among them: what operators write on them counts when they say so. Most operators ask for the same ones. */
  readonly #asked = new Map<string, ContactRecord>();

  constructor({ pipelines, bundle, stateGeneration, dedupeWindow, observe }: HistoryLaneParts<T>) {
    const state = new HistoryState(stateGeneration);
    const digests = new DigestMemory(dedupeWindow, [1, 2]);
    const contact = (pseudonym: string): ContactRecord => {
      let record = this.#asked.get(pseudonym);
      if (record === undefined) {
        record = state.get<ContactRecord>(contactField(pseudonym)) ?? {};
        this.#asked.set(pseudonym, record);
      }
      return record;
    };
    this.#state = state;
    this.#digests = digests;
    this.#context = {
      now: 0,
      watermark: 0,
      partition: 0,
      bundle,
      state,
      contact,
      contactChanged: (pseudonym) => state.set(contactField(pseudonym), contact(pseudonym)),
      isErased: () => false,
      eraseContact: (pseudonym) => {
        this.#asked.delete(pseudonym);
        for (const field of [contactField(pseudonym), ...contactNotes(pseudonym)]) state.delete(field);
      },
      firstSeen: (source, id) => digests.firstSeen(source, id, this.#context.now),
      signal: (signal) => void this.signals.push(signal),
      intent: (intent) => void this.intents.push(intent),
      emit: (event) => void this.emitted.push(event),
      forward: (event) => void this.forwarded.push(event),
      setTimer: (timer) => this.timers.set(timer),
      cancelTimer: (id) => this.timers.cancel(id),
      observe,
    };
    this.#waking = new WakeOperators(pipelines.flatMap((pipeline) => pipeline.through));
    // Nobody reads how long each operator took.
    this.flows = pipelines.map((pipeline) => new Flow(pipeline, this.#context, () => 0));
  }

  /** Records the lane remembers. */
  get remembered(): number {
    return this.#state.size;
  }

  /** Other rules from the next batch on. */
  switchTo(bundle: RuleBundle): void {
    this.#context.bundle = bundle;
  }

  /** Begins a batch at a business time. */
  begin(now: number, watermark: number): void {
    this.#context.now = now;
    this.#context.watermark = watermark;
    this.#state.turn(now);
  }

  /** Runs messages through one of the pipelines; what is not asynchronous needs no turn of the event loop. */
  run(pipeline: number, messages: readonly Message<T>[]): Promise<void> | undefined {
    return this.flows[pipeline]!.run(messages);
  }

  /** Wakes the operator that a timer is for; answers why it failed, if it did. */
  wake(timer: Timer): string | undefined {
    const message = new Message(timer, 'timer', 0);
    this.#waking.wake(message, this.#context);
    return message.failure && `${message.failure.operator}: ${message.failure.reason}`;
  }

  /** Ends a batch: nothing is committed, so what would be is dropped. */
  end(): void {
    this.timers.takeChanges();
    this.#digests.dropFresh();
    this.#asked.clear();
  }
}
