import type { Intent, JournalEntry } from '#action';
import type { CompiledRule, RuleBundle } from '#rule';
import type { KeyedState, Timer } from '#state';
import type { Observe } from '#telemetry';
import { advance, type Cause } from './advance.ts';
import { keptFor } from './kept-for.ts';
import { readRun } from './read-run.ts';
import type { SaidEvent } from './said-event.ts';
import { stepsOf } from './steps-of.ts';
import { isOver, type WorkflowRun } from './workflow-run.ts';

/** Purpose of the timer of a run: it takes a waiting one on and lets one that is over be forgotten. Its payload names run, rule and key. */
export const runTimer = 'workflow.resume';

/** Runs of one key that may wait at a time, fires that may be queued, and runs that are over and still looked at. */
const MOST_LIVE = 100;
const MOST_QUEUED = 20;
const MOST_ENDED = 5;

/** The runs of one rule and key, by id: on their way, not begun yet (oldest first), and over (oldest first). */
interface RunIndex {
  live: string[];
  queue: string[];
  ended: string[];
}

/** What a key's runs are kept in, and where what they want goes. The operator context has all of it. */
export interface RunOutlets {
  readonly bundle: RuleBundle;
  readonly state: KeyedState;
  readonly observe: Observe;
  intent(intent: Intent): void;
  emit(event: SaidEvent): void;
  setTimer(timer: Timer): void;
  cancelTimer(id: string): void;
  journal?(entry: JournalEntry): void;
}

/**
 * KeyRuns is all runs of one rule and key: it begins them, tells them what happens and forgets them. Every change it makes is a change of KeyedState, timers and outlets of one
 * batch, so a transition is committed with what caused it or not at all.
 */
export class KeyRuns {
  readonly #rule: string;
  readonly #key: string;
  readonly #outlets: RunOutlets;
  readonly #index: RunIndex;

  constructor(rule: string, key: string, outlets: RunOutlets) {
    this.#rule = rule;
    this.#key = key;
    this.#outlets = outlets;
    const { live = [], queue = [], ended = [] } = outlets.state.get<RunIndex>(indexField(rule, key)) ?? {};
    this.#index = { live: [...live], queue: [...queue], ended: [...ended] };
  }

  /** State fields to load before the runs of a key are touched; call again until nothing new is asked for. */
  static fields(rule: string, key: string, state: KeyedState): readonly string[] {
    const field = indexField(rule, key);
    if (!state.has(field)) return [field];
    const index = state.get<RunIndex>(field);
    if (index === undefined) return [field];
    return [field, ...index.live.map(runField), ...index.queue.map(runField)];
  }

  /** State fields to load before a run is touched by its id alone. A run of an older version of the engine has a timer that does not say whose it is. */
  static fieldsOf(run: string, state: KeyedState): readonly string[] {
    const field = runField(run);
    if (!state.has(field)) return [field];
    const known = state.get<WorkflowRun>(field);
    return known === undefined ? [field] : [field, ...KeyRuns.fields(known.rule, known.key, state)];
  }

  /** The runs a run is one of; undefined when it is gone. */
  static holding(run: string, outlets: RunOutlets): KeyRuns | undefined {
    const known = outlets.state.get<WorkflowRun>(runField(run));
    return known === undefined ? undefined : new KeyRuns(known.rule, known.key, outlets);
  }

  /** Does the whole of a run that never has to wait: nothing of it is remembered. */
  static pass(run: WorkflowRun, outlets: RunOutlets): void {
    const turn = advance(run, { kind: 'begin' }, run.at, stepsOf(run, outlets.bundle));
    speak(turn.run, turn.intents, turn.events, outlets);
  }

  /** Begins a run, or does with it what the rule's `concurrency` says while another is on its way. Answers why nothing came of it. */
  start(run: WorkflowRun, rule: CompiledRule): 'running' | 'queue-full' | 'too-many-runs' | undefined {
    const { live, queue } = this.#index;
    if (live.includes(run.id) || queue.includes(run.id)) return undefined;
    if (live.length > 0) {
      if (rule.concurrency === 'skip') return 'running';
      if (rule.concurrency === 'parallel' && live.length >= MOST_LIVE) return 'too-many-runs';
      if (rule.concurrency === 'queue') {
        if (queue.length >= MOST_QUEUED) return 'queue-full';
        queue.push(run.id);
        this.#outlets.state.set(runField(run.id), run);
        this.#save();
        return undefined;
      }
      if (rule.concurrency === 'replace') this.cancel('another run took its place', false, run.at);
    }
    this.#move(run, { kind: 'begin' }, run.at);
    this.#save();
    return undefined;
  }

  /** Tells one run something. `due` is the time of its timer when that is what brought it up. */
  tell(id: string, cause: Cause, at: number): void {
    const run = this.#read(id, at);
    if (run === undefined) return;
    if (!isOver(run)) this.#move(run, cause, at);
    else if (cause.kind === 'due') this.#drop(id);
    this.#save();
  }

  /** Tells every run that waits for such an event that it came. */
  hear(definition: string, event: WorkflowRun['event'], at: number): void {
    for (const id of this.#index.live) {
      const run = this.#read(id, at);
      if (run !== undefined) this.#move(run, { kind: 'event', definition, event }, at);
    }
    this.#save();
  }

  /** Ends all runs of the key, those that have not begun included. */
  cancel(why: string, compensate: boolean, at: number): void {
    for (const id of this.#index.queue.splice(0)) this.#outlets.state.delete(runField(id));
    for (const id of this.#index.live) {
      const run = this.#read(id, at);
      if (run !== undefined) this.#move(run, { kind: 'cancel', why, compensate }, at);
    }
    this.#save();
  }

  get live(): readonly string[] {
    return this.#index.live;
  }

  #read(id: string, at: number): WorkflowRun | undefined {
    const record = this.#outlets.state.get<WorkflowRun>(runField(id));
    if (record === undefined) return undefined;
    const run = readRun(record, at);
    if (!isOver(run) && run.state !== 'queued' && !this.#index.live.includes(id)) this.#index.live.push(id);
    return run;
  }

  #move(run: WorkflowRun, cause: Cause, at: number): void {
    const { state, bundle } = this.#outlets;
    const { id } = run;
    let turn: ReturnType<typeof advance>;
    try {
      turn = advance(run, cause, at, stepsOf(run, bundle));
    } catch (error) {
      // A run whose steps cannot be read any more is given up with its cause, which becomes a dead letter: kept, it would fail for ever.
      this.#drop(id);
      this.#save();
      throw error;
    }
    if (!turn.moved) return;
    const waits = turn.run.threads.flatMap(({ wait, rest }) => {
      if (wait === undefined || wait.kind === 'join') return [];
      return [`${rest[0]?.id ?? ''}:${wait.kind === 'call' ? wait.phase : wait.kind}`];
    });
    this.#outlets.observe({ kind: 'run.moved', rule: run.rule, run: id, state: turn.run.state, waits: waits.join(',') });
    speak(turn.run, turn.intents, turn.events, this.#outlets);
    if (!isOver(turn.run)) {
      if (!this.#index.live.includes(id)) this.#index.live.push(id);
      state.set(runField(id), turn.run);
      this.#setTimer(turn.run, turn.due ?? at);
      return;
    }
    const waited = cause.kind !== 'begin';
    this.#index.live = this.#index.live.filter((one) => one !== id);
    // A run that never waited left nothing behind but its decision; it would only take room.
    if (waited) this.#keepEnded(turn.run);
    this.#beginQueued(turn.run.at);
  }

  #beginQueued(at: number): void {
    if (this.#index.live.length > 0) return;
    const next = this.#index.queue.shift();
    if (next === undefined) return;
    const run = this.#read(next, at);
    if (run === undefined) this.#beginQueued(at);
    else this.#move({ ...run, started: Math.max(run.started, at) }, { kind: 'begin' }, at);
  }

  #keepEnded(run: WorkflowRun): void {
    this.#outlets.state.set(runField(run.id), run);
    this.#setTimer(run, run.at + keptFor(run));
    this.#index.ended.push(run.id);
    while (this.#index.ended.length > MOST_ENDED) this.#drop(this.#index.ended[0]!);
  }

  #drop(id: string): void {
    const { state } = this.#outlets;
    state.delete(runField(id));
    this.#outlets.cancelTimer(timerId(id));
    this.#index.live = this.#index.live.filter((one) => one !== id);
    this.#index.ended = this.#index.ended.filter((one) => one !== id);
  }

  #setTimer(run: WorkflowRun, due: number): void {
    // Who looks for questions to people finds them by their timers.
    const asks = run.threads.some(({ wait }) => wait?.kind === 'answer');
    const hints = { ...(asks ? { asks: 'yes' } : {}), ...(isOver(run) ? { over: 'yes' } : {}) };
    const payload = { run: run.id, rule: run.rule, key: run.key, ...hints };
    this.#outlets.setTimer({ id: timerId(run.id), due, purpose: runTimer, payload });
  }

  #save(): void {
    const { state } = this.#outlets;
    const field = indexField(this.#rule, this.#key);
    const { live, queue, ended } = this.#index;
    if (live.length > 0 || queue.length > 0 || ended.length > 0)
      state.set(field, { live: [...live], queue: [...queue], ended: [...ended] });
    else if (state.get(field) !== undefined) state.delete(field);
  }
}

function speak(run: WorkflowRun, intents: readonly Intent[], events: readonly SaidEvent[], outlets: RunOutlets): void {
  if (run.mode === 'shadow') {
    const count = intents.length + events.length;
    for (const intent of intents) outlets.journal?.(withheld(run.key, intent));
    if (count > 0) outlets.observe({ kind: 'rule.suppressed', rule: run.rule, reason: 'shadow', count });
    return;
  }
  for (const intent of intents) outlets.intent(intent);
  for (const event of events) outlets.emit(event);
}

/** What an action of a rule in shadow mode leaves behind. */
function withheld(key: string, { rule, version, run, step, at, connector, operation, members }: Intent): JournalEntry {
  const people = members === undefined ? {} : { members: members.length };
  return { kind: 'withheld', rule, version, key, run, step, at, connector, operation, ...people };
}

/** The state field of a run. */
export function runField(run: string): string {
  return `r|${run}`;
}

/** The state field of the runs of a key. A run's id has no bar in it, so no run is mistaken for one. */
function indexField(rule: string, key: string): string {
  return `r|k|${rule}|${key}`;
}

function timerId(run: string): string {
  return `w|${run}`;
}
