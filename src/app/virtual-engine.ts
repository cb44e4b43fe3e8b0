import type { Intent } from '#action';
import type { Settings } from '#config';
import type { MarketingEvent, ScoredEvent } from '#event';
import { Message } from '#message';
import type { DecideInput, Decision } from '#operator';
import { ads, contacts, decide, social } from '#pipelines';
import { orderedSegments, type Pipeline } from '#pipeline';
import { newsOf, type RuleBundle, type Signal } from '#rule';
import { Watermark, type Timer } from '#state';
import type { Occurrence } from '#telemetry';
import { compileAttribution } from './compile-attribution.ts';
import { HistoryLane } from './history-lane.ts';
import { virtualReport } from './virtual-report.ts';

/** Who hears what a replay came to, with its business time in epoch milliseconds. */
export interface VirtualListener {
  fired(decision: Decision, at: number): void;
  intended(intent: Intent, at: number): void;
  /** Something was held back, as the engine counts it: `cooldown`, `late`, … */
  suppressed(rule: string, reason: string, count: number): void;
  /** An operator failed on a value, or an expression on an event. */
  failed(what: string, count: number): void;
}

/** What happened to the events that were fed. */
export interface VirtualCounts {
  events: number;
  /** Events of the engine's own: what workflows said, and reports on actions. */
  own: number;
  duplicates: number;
  late: number;
  future: number;
  failed: number;
}

/** Operators whose work is in a recorded event already when it was recorded with its scores. */
const READS_TEXT: ReadonlySet<string> = new Set(['detect-language', 'score-sentiment', 'tag-topics', 'score-aspects', 'tag-intent']);
/** Most events in a batch, and most business milliseconds it may span: as a live lane under load, so that timers are as exact. */
const BATCH_EVENTS = 250;
const BATCH_SPAN = 1_000;
/** Business milliseconds that timers due together may lie apart, and the most that run in one batch. */
const TIMER_SPAN = 250;
const MOST_TIMERS = 500;
/** Rounds of events that events of the engine's own bring about; rules in circles are refused at load, so this is never met. */
const MOST_ROUNDS = 50;

/**
 * VirtualEngine runs history through the engine's own pipelines and compiled rules on virtual time, in one partition and in memory, at full speed: the clock is where the events
 * say it is, timers run when it passes them, and nothing is written or sent.
 */
export class VirtualEngine {
  readonly counts: VirtualCounts = { events: 0, own: 0, duplicates: 0, late: 0, future: 0, failed: 0 };
  readonly #settings: Settings['time'];
  readonly #listener: VirtualListener;
  readonly #enrich: HistoryLane<ScoredEvent>;
  readonly #decide: HistoryLane<DecideInput>;
  readonly #pipelineOf: (event: ScoredEvent) => number;
  #watermark: Watermark | undefined;
  #now = 0;
  #reports: ScoredEvent[] = [];

  constructor(options: {
    readonly bundle: RuleBundle;
    readonly settings: Pick<Settings, 'topics' | 'lead' | 'attribution' | 'time' | 'retention'> & Partial<Pick<Settings, 'identity'>>;
    readonly listener: VirtualListener;
  }) {
    const { bundle, settings, listener } = options;
    const parts = { ...settings, attribution: compileAttribution(settings.attribution) };
    // Credit is the dearest thing that is known of an event, and a replay keeps it for nobody but the rules.
    const idle: ReadonlySet<string> = new Set(bundle.readsCredit === false ? ['attribute'] : []);
    const asked = (pipeline: Pipeline<ScoredEvent>): Pipeline<ScoredEvent> => ({
      ...pipeline,
      through: pipeline.through.filter((operator) => !idle.has(operator.name)),
    });
    const talk = asked(social(parts));
    const whole = [contacts(parts), talk, asked(ads(parts))];
    // What was recorded with its scores is not read a second time; everything else is done as live.
    const scored = { ...talk, name: 'social-scored', through: talk.through.filter((operator) => !READS_TEXT.has(operator.name)) };
    const pipelines = [...whole, scored];
    const common = {
      bundle,
      stateGeneration: settings.retention.state,
      dedupeWindow: settings.retention.dedupe,
      observe: (occurrence: Occurrence): void => this.#observe(occurrence),
    };
    this.#settings = settings.time;
    this.#listener = listener;
    this.#enrich = new HistoryLane({ ...common, pipelines });
    this.#decide = new HistoryLane({ ...common, pipelines: [decide] });
    this.#pipelineOf = (event) => {
      const index = whole.findIndex((pipeline) => pipeline.accepts(event));
      return index === 1 && event.language !== undefined ? pipelines.indexOf(scored) : Math.max(0, index);
    };
  }

  /** Business time now; 0 before the first event. */
  get now(): number {
    return this.#now;
  }

  /** Records held in memory. */
  get remembered(): number {
    return this.#enrich.remembered + this.#decide.remembered;
  }

  /** Other rules from the next batch on; what unchanged measures remember stays. Credit is worked out when the first rules read it. */
  switchTo(bundle: RuleBundle): void {
    this.#enrich.switchTo(bundle);
    this.#decide.switchTo(bundle);
  }

  /** Takes events in the order in which they were received. The events are its own from now on: operators write on them. What has its language already keeps language, sentiment and topics. */
  async feed(events: readonly ScoredEvent[]): Promise<void> {
    let start = 0;
    while (start < events.length) {
      const first = Math.max(events[start]!.received, this.#now);
      await this.advanceTo(first);
      const until = Math.min(first + BATCH_SPAN, this.#nextDue());
      let end = start + 1;
      while (end < events.length && end - start < BATCH_EVENTS && events[end]!.received < until) end++;
      const batch = start === 0 && end === events.length ? events : events.slice(start, end);
      this.#now = Math.max(this.#now, batch.at(-1)!.received);
      await this.#enrichAndDecide(batch);
      start = end;
    }
  }

  /** Moves business time on and runs every timer that becomes due, in order. */
  async advanceTo(time: number): Promise<void> {
    for (let due = this.#nextDue(); due <= time; due = this.#nextDue()) {
      const now = Math.max(this.#now, due);
      const until = Math.min(time, now + TIMER_SPAN);
      const waking = this.#enrich.timers.takeDue(until, MOST_TIMERS);
      const taken = this.#decide.timers.takeDue(until, MOST_TIMERS);
      this.#now = Math.max(now, taken.at(-1)?.due ?? 0, waking.at(-1)?.due ?? 0);
      if (waking.length > 0) this.#wakeThese(waking);
      if (taken.length > 0) await this.#decideThese(taken.map((timer) => ({ kind: 'timer', timer })));
      await this.#sayOwn();
    }
    this.#now = Math.max(time, this.#now);
  }

  #nextDue(): number {
    return Math.min(this.#enrich.timers.nextDue() ?? Infinity, this.#decide.timers.nextDue() ?? Infinity);
  }

  #wakeThese(timers: readonly Timer[]): void {
    this.#enrich.begin(this.#now, this.#watermark?.at(this.#now) ?? this.#now);
    for (const timer of timers) {
      const failure = this.#enrich.wake(timer);
      if (failure === undefined) continue;
      this.counts.failed++;
      this.#listener.failed(failure, 1);
    }
    this.#enrich.end();
  }

  async #enrichAndDecide(events: readonly MarketingEvent[]): Promise<void> {
    this.counts.events += events.length;
    await this.#enrichThese(events);
    await this.#sayOwn();
  }

  /** Feeds what the engine itself said back to it, until nothing more is said. */
  async #sayOwn(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const own = [...this.#enrich.emitted, ...this.#decide.emitted];
      const reports = this.#reports;
      const { forwarded } = this.#enrich;
      if (own.length + reports.length + forwarded.length === 0) return;
      this.#enrich.forwarded = [];
      this.#enrich.emitted = [];
      this.#decide.emitted = [];
      this.#reports = [];
      this.counts.own += own.length + reports.length;
      const now = this.#now;
      await this.#enrichThese([
        ...forwarded,
        ...reports,
        ...own.map(({ id, type, at, contact, data }) => ({
          id,
          source: 'crosscurrent',
          type,
          time: new Date(at).toISOString(),
          at,
          received: now,
          ...(contact === undefined ? {} : { contact }),
          data,
        })),
      ]);
    }
  }

  async #enrichThese(events: readonly MarketingEvent[]): Promise<void> {
    const now = this.#now;
    const watermark = (this.#watermark ??= new Watermark(0, now));
    const complete = watermark.at(now);
    const messages: Message<ScoredEvent>[] = [];
    for (const event of events) {
      if (event.at > now + this.#settings.maxFutureSkew) this.counts.future++;
      else if (event.at < complete - this.#settings.allowedLateness) this.counts.late++;
      else messages.push(new Message(event, 'history', messages.length));
      watermark.advance(event.at, now);
    }
    this.#enrich.begin(now, complete);
    for (const segment of orderedSegments(messages, this.#pipelineOf, this.#enrich.flows.length)) {
      for (const [pipeline, part] of segment.entries()) {
        if (part.length === 0) continue;
        const running = this.#enrich.run(pipeline, part);
        if (running) await running;
      }
    }
    this.#settle(messages);
    this.#enrich.end();
    const { signals } = this.#enrich;
    if (signals.length === 0) return;
    this.#enrich.signals = [];
    await this.#decideThese(inputsOf(signals));
  }

  async #decideThese(inputs: readonly DecideInput[]): Promise<void> {
    this.#decide.begin(this.#now, this.#watermark?.at(this.#now) ?? this.#now);
    const messages = inputs.map((value, index) => new Message(value, 'history', index));
    const running = this.#decide.run(0, messages);
    if (running) await running;
    this.#settle(messages);
    this.#decide.end();
    for (const input of inputs) for (const decision of input.decisions ?? []) this.#listener.fired(decision, this.#now);
    const { intents } = this.#decide;
    if (intents.length === 0) return;
    this.#decide.intents = [];
    for (const intent of intents) {
      this.#listener.intended(intent, this.#now);
      // Every action is taken as delivered: runs that wait for their calls go on, and rules on reports see them.
      this.#reports.push(virtualReport(intent, { outcome: 'delivered' }, this.#now));
    }
  }

  #settle(messages: readonly Message<unknown>[]): void {
    for (const { fate, failure } of messages) {
      if (fate === 'duplicate') this.counts.duplicates++;
      if (!failure) continue;
      this.counts.failed++;
      this.#listener.failed(`${failure.operator}: ${failure.reason}`, 1);
    }
  }

  #observe(occurrence: Occurrence): void {
    if (occurrence.kind === 'rule.suppressed') this.#listener.suppressed(occurrence.rule, occurrence.reason, occurrence.count);
    else if (occurrence.kind === 'rule.evaluated' && occurrence.errors > 0)
      this.#listener.failed(`an expression of ${occurrence.rule}`, occurrence.errors);
  }
}

/** The signals of a batch as the decide lane reads them: those of one rule and key together, in their order; news of runs apart, and in their place. */
function inputsOf(signals: readonly Signal[]): DecideInput[] {
  const inputs: DecideInput[] = [];
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    const { rule, key } = signal;
    const name = `${rule}|${key}`;
    const news = newsOf(signal);
    if (news !== undefined) {
      inputs.push({ kind: 'news', rule, key, at: signal.at, news });
      // What comes after the news is not put together with what came before it: a run may wait for it only since.
      groups.delete(name);
      continue;
    }
    const together = groups.get(name);
    if (together) {
      together.push(signal);
      continue;
    }
    const list = [signal];
    groups.set(name, list);
    inputs.push({ kind: 'signals', rule, key, signals: list });
  }
  return inputs;
}
