import type { Intent } from '#action';
import type { ContactRecord } from '#contact';
import type { ScoredEvent } from '#event';
import { Message } from '#message';
import type { DecideInput, EmittedEvent, Operator, OperatorContext } from '#operator';
import { advanceWorkflows, decideRules, matchRules } from '#operators';
import type { RuleBundle, Signal } from '#rule';
import { LaneState, TimerQueue } from '#state';
import type { Occurrence } from '#telemetry';
import { of } from 'rxjs';

/** What a virtual lane saw happen, with its business time in epoch milliseconds. */
export interface VirtualRecord {
  readonly fires: { readonly at: number; readonly group: Signal['group']; readonly because: string }[];
  readonly suppressed: { readonly at: number; readonly reason: string; readonly count: number }[];
  readonly intents: { readonly at: number; readonly intent: Intent }[];
  readonly failures: string[];
  /** Signals per group key: which groups the rule saw at all. */
  readonly signals: Map<string, number>;
}

/**
 * VirtualLane runs the deciding operators of the engine (match-rules, decide-rules, advance-workflows) over events one by one, on virtual time and in memory, with the state
 * and timers of a real lane: what is not announced cannot be read, and what is not written is lost at `restart`.
 */
export class VirtualLane {
  readonly record: VirtualRecord = { fires: [], suppressed: [], intents: [], failures: [], signals: new Map() };
  readonly #stored = new Map<string, string>();
  #state = new LaneState();
  readonly #timers = new TimerQueue();
  readonly #context: OperatorContext & { now: number; watermark: number; state: LaneState };
  #signals: Signal[] = [];

  constructor(bundle: RuleBundle, start: number) {
    const contacts = new Map<string, ContactRecord>();
    const seen = new Set<string>();
    this.#context = {
      now: start,
      watermark: start,
      partition: 0,
      bundle,
      state: this.#state,
      contact(pseudonym) {
        const record = contacts.get(pseudonym) ?? {};
        contacts.set(pseudonym, record);
        return record;
      },
      contactChanged: () => {},
      firstSeen(source, id) {
        const name = JSON.stringify([source, id]);
        return !seen.has(name) && seen.add(name).size > 0;
      },
      signal: (signal) => void this.#signals.push(signal),
      intent: (intent) => void this.record.intents.push({ at: this.#context.now, intent }),
      emit: (_event: EmittedEvent) => {},
      setTimer: (timer) => this.#timers.set(timer),
      cancelTimer: (id) => this.#timers.cancel(id),
      observe: (occurrence) => this.#observe(occurrence),
    };
  }

  /** Lets an event arrive; its `received` is the business time. Timers due by then run first. */
  feed(event: ScoredEvent): void {
    this.advanceTo(event.received);
    if (!this.#context.firstSeen(event.source, event.id)) return;
    this.#run([matchRules], event);
    const groups = new Map<string, Signal[]>();
    for (const signal of this.#signals) {
      const together = groups.get(signal.key);
      if (together) together.push(signal);
      else groups.set(signal.key, [signal]);
    }
    this.#signals = [];
    for (const [key, signals] of groups) {
      this.record.signals.set(key, (this.record.signals.get(key) ?? 0) + signals.length);
      this.#decide({ kind: 'signals', rule: signals[0]!.rule, key, signals });
    }
  }

  /** Moves business time on and runs every timer that becomes due, each at its own time. */
  advanceTo(time: number): void {
    for (;;) {
      const due = this.#timers.nextDue();
      if (due === undefined || due > time) break;
      this.#setTime(Math.max(due, this.#context.now));
      for (const timer of this.#timers.takeDue(due, 100)) this.#decide({ kind: 'timer', timer });
    }
    this.#setTime(Math.max(time, this.#context.now));
  }

  /** Drops everything that is only in memory, as the end of the process would; what was committed is read again when it is asked for. */
  restart(): void {
    this.#state = new LaneState();
    this.#context.state = this.#state;
  }

  #setTime(time: number): void {
    this.#context.now = time;
    this.#context.watermark = time;
  }

  #decide(input: DecideInput): void {
    this.#run([decideRules, advanceWorkflows], input);
    for (const decision of input.decisions ?? []) {
      this.record.fires.push({ at: this.#context.now, group: decision.signal.group, because: decision.because });
    }
  }

  /** One batch of one value: loads what the operators announce, runs them in order, writes what they changed. */
  #run<T>(operators: readonly Operator<T>[], value: T): void {
    for (const operator of operators) this.#load(operator, value);
    const message = new Message(value, '0-0', 0);
    for (const operator of operators) of([message]).pipe(operator.through(this.#context)).subscribe();
    if (message.failure) this.record.failures.push(`${message.failure.operator}: ${message.failure.reason}`);
    for (const [field, json] of this.#state.takeChanges()) {
      if (json === null) this.#stored.delete(field);
      else this.#stored.set(field, json);
    }
  }

  #load<T>(operator: Operator<T>, value: T): void {
    for (;;) {
      const missing = (operator.reads?.(value, this.#context) ?? []).filter((field) => !this.#state.has(field));
      if (missing.length === 0) return;
      for (const field of missing) this.#state.load(field, this.#stored.get(field) ?? null);
    }
  }

  #observe(occurrence: Occurrence): void {
    if (occurrence.kind !== 'rule.suppressed') return;
    this.record.suppressed.push({ at: this.#context.now, reason: occurrence.reason, count: occurrence.count });
  }
}
