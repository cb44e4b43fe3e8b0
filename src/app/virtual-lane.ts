import type { Intent } from '#action';
import type { ContactRecord } from '#contact';
import type { ScoredEvent } from '#event';
import type { DecideInput, EmittedEvent, OperatorContext } from '#operator';
import { advanceWorkflows, decideRules, keepContact, keepSegments, matchRules, tellRuns } from '#operators';
import { newsOf, type RuleBundle, type Signal } from '#rule';
import { LaneState, TimerQueue, type Timer } from '#state';
import type { Occurrence } from '#telemetry';
import type { WorkflowRun } from '#workflow';
import { OperatorChain } from './operator-chain.ts';
import { pendingGroups } from './pending-groups.ts';
import { virtualReport, type VirtualOutcome } from './virtual-report.ts';

/** What a virtual lane saw happen, with its business time in epoch milliseconds. */
export interface VirtualRecord {
  readonly fires: { readonly at: number; readonly rule: string; readonly group: Signal['group']; readonly because: string }[];
  readonly resolved: { readonly at: number; readonly rule: string; readonly group: Signal['group']; readonly because: string }[];
  readonly suppressed: { readonly at: number; readonly rule: string; readonly reason: string; readonly count: number }[];
  readonly intents: { readonly at: number; readonly intent: Intent }[];
  readonly emitted: { readonly at: number; readonly event: EmittedEvent }[];
  readonly failures: string[];
  /** Signals per group key: which groups a rule saw at all. */
  readonly signals: Map<string, number>;
  /** Workflow runs that had to wait, by id, as they were last written. */
  readonly runs: Map<string, WorkflowRun>;
  /** Events that came a second time. */
  duplicates: number;
  /** The groups of a rule that are on their way to a fire now: a condition is held, or a sequence has begun. */
  pending(rule: string): readonly Signal['group'][];
}

/** Faults a lane meets all the time: `restart` before every event, every event a `duplicate` too, every batch worked and lost before its commit and worked again (`redelivery`). */
export type VirtualFault = 'restart' | 'duplicate' | 'redelivery';

/** What a virtual lane is told beside its events. */
export interface VirtualLaneOptions {
  readonly faults?: ReadonlySet<VirtualFault>;
  /** Of the lead score, in milliseconds; two weeks without it. */
  readonly halfLife?: number;
  /** What comes of an action and after how many milliseconds; without it every action is delivered at once. */
  outcome?(intent: Intent): VirtualOutcome & { readonly after: number };
}

/** What one batch wants to be seen, held back until it is committed. */
interface Outlets {
  readonly signals: Signal[];
  readonly intents: Intent[];
  readonly emitted: EmittedEvent[];
  readonly occurrences: Occurrence[];
  readonly timers: (() => void)[];
}

const openOutlets = (): Outlets => ({ signals: [], intents: [], emitted: [], occurrences: [], timers: [] });

/** Rounds of events that events of the engine's own bring about; rules in circles are refused at load, so this is never met. */
const mostRounds = 50;

/** State fields of workflow runs, and those of the lists of a key's runs among them. */
const runPrefix = 'r|';
const indexPrefix = 'r|k|';

/**
 * VirtualLane runs the deciding operators of the engine (keep-contact, keep-segments, tell-runs, match-rules, decide-rules, advance-workflows) over events one by one, on virtual time and in memory, with the state
 * and timers of a real lane: what is not announced cannot be read, what is not written is lost at `restart`, and what a batch says is heard when the batch is committed.
 */
export class VirtualLane {
  readonly record: VirtualRecord = {
    fires: [],
    resolved: [],
    suppressed: [],
    intents: [],
    emitted: [],
    failures: [],
    signals: new Map(),
    runs: new Map(),
    duplicates: 0,
    pending: (rule) => pendingGroups(this.#context.bundle.rules.get(rule), this.#stored, this.#context.now),
  };
  readonly #stored = new Map<string, string>();
  readonly #timers = new TimerQueue();
  readonly #seen = new Set<string>();
  readonly #faults: ReadonlySet<VirtualFault>;
  readonly #outcome: VirtualLaneOptions['outcome'];
  readonly #context: OperatorContext & { now: number; watermark: number; state: LaneState };
  readonly #reports: { readonly due: number; readonly report: (now: number) => ScoredEvent }[] = [];
  readonly #own: EmittedEvent[] = [];
  /** The values of groups that fired, by rule and key: what time alone resolves carries no event that has them. */
  readonly #groups = new Map<string, Signal['group']>();
  readonly #halfLife: number;
  #state = new LaneState();
  #out = openOutlets();
  #enrich: OperatorChain<ScoredEvent>;
  #deciding: OperatorChain<DecideInput>;

  constructor(bundle: RuleBundle, start: number, { faults = new Set(), outcome, halfLife = 14 * 86_400_000 }: VirtualLaneOptions = {}) {
    this.#halfLife = halfLife;
    const contacts = new Map<string, ContactRecord>();
    this.#faults = faults;
    this.#outcome = outcome;
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
      isErased: () => false,
      eraseContact: (pseudonym) => void contacts.delete(pseudonym),
      firstSeen: (source, id) => this.#firstSeen(source, id),
      signal: (signal) => void this.#out.signals.push(signal),
      intent: (intent) => void this.#out.intents.push(intent),
      emit: (event) => void this.#out.emitted.push(event),
      // The pipelines of rule tests join no contacts.
      forward: () => {},
      setTimer: (timer) => void this.#out.timers.push(() => this.#timers.set(timer)),
      cancelTimer: (id) => void this.#out.timers.push(() => this.#timers.cancel(id)),
      observe: (occurrence) => void this.#out.occurrences.push(occurrence),
    };
    this.#enrich = this.#enriching();
    this.#deciding = new OperatorChain([decideRules, advanceWorkflows], this.#context);
  }

  /** Lets an event arrive; its `received` is the business time. Timers due by then run first. `redelivered`: its batch is lost before its commit and worked again. */
  feed(event: ScoredEvent, redelivered = false): void {
    this.advanceTo(event.received);
    if (this.#faults.has('restart')) this.restart();
    this.#take(event, redelivered);
    if (this.#faults.has('duplicate')) this.#take(event, redelivered);
    this.#settleOwn();
  }

  /** Moves business time on and runs every timer, and every report of an action, that becomes due, each at its own time. */
  advanceTo(time: number): void {
    for (;;) {
      const timer = this.#timers.nextDue() ?? Infinity;
      const report = this.#reports[0]?.due ?? Infinity;
      const due = Math.min(timer, report);
      if (due > time) break;
      this.#setTime(Math.max(due, this.#context.now));
      if (report <= timer) this.#take(this.#reports.shift()!.report(this.#context.now), false);
      else
        for (const one of this.#timers.takeDue(due, 100)) {
          if (this.#enrich.wakesFor(one)) this.#wake(one);
          else this.#decide(() => ({ kind: 'timer', timer: one }), false);
        }
      this.#settleOwn();
    }
    this.#setTime(Math.max(time, this.#context.now));
  }

  /** Lets a person answer every run that asks at this step; how many there were. */
  answer(step: string, decision: 'yes' | 'no', by: string, comment: string): number {
    const asking = [...this.record.runs.values()].filter((run) =>
      run.threads.some(({ wait, rest }) => wait?.kind === 'answer' && rest[0]?.id === step),
    );
    for (const { id, rule, key } of asking) {
      const { now } = this.#context;
      this.#take(
        {
          id: `${id}:${step}:answer`,
          source: 'crosscurrent',
          type: 'workflow.answered',
          time: new Date(now).toISOString(),
          at: now,
          received: now,
          topics: [],
          data: { run: id, rule, key, step, decision, by, comment },
        },
        false,
      );
    }
    this.#settleOwn();
    return asking.length;
  }

  /** Drops everything that is only in memory, as the end of the process would; what was committed is read again when it is asked for. */
  restart(): void {
    this.#state = new LaneState();
    this.#context.state = this.#state;
    this.#enrich = this.#enriching();
    this.#deciding = new OperatorChain([decideRules, advanceWorkflows], this.#context);
  }

  #enriching(): OperatorChain<ScoredEvent> {
    const segmenting = this.#context.bundle.segments === undefined ? [] : [keepContact(), keepSegments({ halfLife: this.#halfLife })];
    return new OperatorChain([...segmenting, tellRuns, matchRules], this.#context);
  }

  #setTime(time: number): void {
    this.#context.now = time;
    this.#context.watermark = time;
  }

  #firstSeen(source: string, id: string): boolean {
    const name = JSON.stringify([source, id]);
    return !this.#seen.has(name) && this.#seen.add(name).size > 0;
  }

  #take(event: ScoredEvent, redelivered: boolean): void {
    if (!this.#firstSeen(event.source, event.id)) {
      this.record.duplicates += 1;
      return;
    }
    const { out } = this.#work(
      () => this.#enrich,
      () => structuredClone(event),
      redelivered,
    );
    const { signals } = out;
    this.#heard(out);
    const groups = new Map<string, Signal[]>();
    const inputs: (() => DecideInput)[] = [];
    for (const signal of signals) {
      const { rule, key } = signal;
      const news = newsOf(signal);
      if (news !== undefined) {
        inputs.push(() => ({ kind: 'news', rule, key, at: signal.at, news }));
        continue;
      }
      this.record.signals.set(key, (this.record.signals.get(key) ?? 0) + 1);
      const together = groups.get(`${rule}|${key}`);
      if (together) together.push(signal);
      else {
        const first = [signal];
        groups.set(`${rule}|${key}`, first);
        inputs.push(() => ({ kind: 'signals', rule, key, signals: first }));
      }
    }
    for (const input of inputs) this.#decide(input, redelivered);
  }

  /** What the engine said of itself comes back to it until nothing more is said. */
  #settleOwn(): void {
    for (let round = 0; this.#own.length > 0 && round < mostRounds; round++) {
      const { now } = this.#context;
      for (const { id, type, at, contact, data } of this.#own.splice(0)) {
        const time = new Date(at).toISOString();
        const known = contact === undefined ? {} : { contact };
        this.#take({ id, source: 'crosscurrent', type, time, at, received: now, topics: [], data, ...known }, false);
      }
    }
  }

  #decide(make: () => DecideInput, redelivered: boolean): void {
    const { out, value } = this.#work(() => this.#deciding, make, redelivered);
    const { now } = this.#context;
    for (const { rule, key, signal, because } of value.decisions ?? []) {
      this.#groups.set(`${rule}|${key}`, signal.group);
      this.record.fires.push({ at: now, rule, group: signal.group, because });
    }
    for (const { rule, key, because } of ('resolutions' in value && value.resolutions) || []) {
      this.record.resolved.push({ at: now, rule, group: this.#groups.get(`${rule}|${key}`) ?? {}, because });
    }
    for (const intent of out.intents) {
      this.record.intents.push({ at: now, intent });
      const { after, ...outcome } = this.#outcome?.(intent) ?? { outcome: 'delivered' as const, after: 0 };
      this.#reports.push({ due: now + after, report: (at) => virtualReport(intent, outcome, at) });
      this.#reports.sort((a, b) => a.due - b.due);
    }
    this.#heard(out);
  }

  /** One batch of one value: runs it and commits. `make` gives the value, anew for each attempt. */
  #work<T>(chain: () => OperatorChain<T>, make: () => T, redelivered: boolean): { readonly value: T; readonly out: Outlets } {
    let value!: T;
    const out = this.#commit(() => chain().run((value = make()), this.#stored), redelivered);
    return { value, out };
  }

  #wake(timer: Timer): void {
    this.#heard(this.#commit(() => this.#enrich.wake(timer, this.#stored), false));
  }

  /** Events that the enriching operators said come back to them like any other. */
  #heard(out: Outlets): void {
    for (const event of out.emitted) {
      this.record.emitted.push({ at: this.#context.now, event });
      this.#own.push(event);
    }
  }

  #commit(attempt: () => string | undefined, redelivered: boolean): Outlets {
    if (redelivered || this.#faults.has('redelivery')) {
      attempt();
      // The process died before the commit: what it did is gone, and the batch comes again.
      this.#out = openOutlets();
      this.restart();
    }
    const failure = attempt();
    if (failure !== undefined) this.record.failures.push(failure);
    for (const [field, json] of this.#state.takeChanges()) {
      if (json === null) this.#stored.delete(field);
      else this.#stored.set(field, json);
      if (json !== null && field.startsWith(runPrefix) && !field.startsWith(indexPrefix)) {
        const run = JSON.parse(json) as WorkflowRun;
        this.record.runs.set(run.id, run);
      }
    }
    const out = this.#out;
    this.#out = openOutlets();
    for (const change of out.timers) change();
    const { now } = this.#context;
    for (const occurrence of out.occurrences) {
      if (occurrence.kind !== 'rule.suppressed') continue;
      const { rule, reason, count } = occurrence;
      this.record.suppressed.push({ at: now, rule, reason, count });
    }
    return out;
  }
}
