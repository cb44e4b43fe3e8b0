import type { Intent } from '#action';
import type { Json } from '#kernel';
import type { CompiledStep, PlannedCall, PlannedStep, RunNews, RunScope } from '#rule';
import { intentsOf } from './intents-of.ts';
import { pickVariant } from './pick-variant.ts';
import type { SaidEvent } from './said-event.ts';
import { stableKey } from './stable-key.ts';
import type { CallWait, EndState, RunEntry, Thread, Wait, WorkflowRun } from './workflow-run.ts';

/** Milliseconds after which a call without a report is given up: delivery itself gives up after a day, so a report that has not come by then is lost. */
const CALL_PATIENCE = 3 * 86_400_000;
/** Longest pause before a call is tried again. */
const LONGEST_REST = 86_400_000;
/** Entries a history keeps; of longer ones the middle goes. */
const LONGEST_HISTORY = 200;
/** Characters of JSON a variable may have. */
const LARGEST_VALUE = 4_096;
/** Failures after which nobody knows whether the platform did it. */
const UNSURE = new Set(['attempts-exhausted', 'no-report']);

type Parts<T> = { -readonly [name in keyof T]: T[name] };

/**
 * RunTurn is one transition of a run: it begins with what the run was told and goes on until every thread waits or the run is over. It changes a copy, so the run it was
 * made from stays as it was.
 */
export class RunTurn {
  readonly intents: Intent[] = [];
  readonly events: SaidEvent[] = [];
  /** Whether anything came of what the run was told. */
  moved = false;
  readonly run: Parts<WorkflowRun>;
  readonly #compile: (plan: PlannedStep) => CompiledStep;
  readonly #history: RunEntry[];
  readonly #undo: PlannedCall[];
  #threads: Thread[];
  #over = false;

  constructor(run: WorkflowRun, at: number, compile: (plan: PlannedStep) => CompiledStep) {
    this.run = { ...run, at: Math.max(run.at, at) };
    this.#compile = compile;
    this.#history = [...run.history];
    this.#undo = [...(run.undo ?? [])];
    this.#threads = [...run.threads];
  }

  /** The run after the turn. */
  finished(): WorkflowRun {
    const { run } = this;
    run.threads = this.#threads;
    if (this.#undo.length > 0 && !this.#over) run.undo = this.#undo;
    else delete run.undo;
    if (this.#history.length > LONGEST_HISTORY) this.#history.splice(LONGEST_HISTORY / 2, this.#history.length - LONGEST_HISTORY);
    run.history = this.#history;
    return run;
  }

  begin(): void {
    this.moved = true;
    this.run.state = 'running';
    this.#drive(this.#threads[0]!);
  }

  /** The time of a wait has come. */
  due(): void {
    for (const thread of this.#threads.filter(({ wait }) => wait !== undefined && 'due' in wait && wait.due <= this.run.at)) {
      if (!this.#has(thread)) continue;
      this.moved = true;
      this.#dueOf(thread, thread.wait!);
    }
  }

  report(news: Extract<RunNews, { kind: 'report' }>): void {
    const thread = this.#threads.find(
      ({ rest, wait }) => wait?.kind === 'call' && wait.phase === 'sent' && wait.round === news.round && rest[0]?.id === news.step,
    );
    const wait = thread?.wait as CallWait | undefined;
    // A report that comes again, or after its call was given up, changes nothing.
    if (thread === undefined || wait === undefined || !wait.open.includes(news.part)) return;
    this.moved = true;
    const open = wait.open.filter((part) => part !== news.part);
    const failed = news.outcome === 'failed' ? [...wait.failed, news.part] : wait.failed;
    const delivered = wait.delivered + (news.outcome === 'delivered' ? 1 : 0);
    const why = news.outcome === 'delivered' ? wait.why : (news.why ?? wait.why);
    const now: CallWait = { ...wait, open, failed, delivered, ...(why === undefined ? {} : { why }) };
    if (open.length > 0) this.#replace(thread, { ...thread, wait: now });
    else if (failed.length > 0) this.#callFailed(thread, now);
    else this.#callEnded(thread, delivered > 0 ? 'delivered' : 'suppressed', now.why ?? '');
  }

  answer(news: Extract<RunNews, { kind: 'answer' }>): void {
    const thread = this.#threads.find(({ rest, wait }) => wait?.kind === 'answer' && rest[0]?.id === news.step);
    if (thread === undefined) return;
    this.moved = true;
    const { by, comment } = news;
    const why = comment === '' ? by : `${by}: ${comment}`;
    const outcome = news.decision === 'yes' ? 'approved' : 'refused';
    this.#log(news.step, outcome, why);
    this.#result(news.step, { outcome, by, comment });
    const plan = thread.rest[0] as Extract<PlannedStep, { kind: 'approve' }>;
    if (outcome === 'approved') this.#next(thread);
    else this.#drive(this.#become(thread, plan.refused, `refused by ${why}`));
  }

  /** An event that a wait of this definition hears; its time is that of the turn. */
  event(definition: string, event: { readonly [name: string]: Json }, at: number): void {
    const { run } = this;
    // An event from before the run began is no answer to anything it did.
    if (at < run.started) return;
    const waiting = this.#threads.filter(({ wait }) => wait?.kind === 'event' && wait.definition === definition && at <= wait.due);
    for (const thread of waiting) {
      if (!this.#has(thread)) continue;
      const step = thread.rest[0] as Extract<PlannedStep, { kind: 'wait_for' }>;
      if (!step.on.includes(event['type'] as string)) continue;
      const compiled = this.#compile(step);
      if (compiled.kind !== 'wait_for' || !compiled.matches({ ...this.#scope(), event, fire: { event: run.event } })) continue;
      this.moved = true;
      this.#log(step.id, 'came');
      // The event itself is kept only for steps that read it.
      const asked = JSON.stringify(this.#threads.map((one) => one.rest)).includes(`${step.id}.event`);
      this.#result(step.id, asked ? { outcome: 'came', event: { ...event } } : { outcome: 'came' });
      this.#next(thread);
    }
  }

  /** The rule resolved, or another run takes this one's place. */
  cancel(why: string, compensate: boolean): void {
    if (this.run.state !== 'running' && this.run.state !== 'queued') return;
    this.moved = true;
    if (compensate && this.run.state === 'running') this.#takeBack({ state: 'cancelled', why });
    else this.#finish('cancelled', why);
  }

  /** Does a thread's steps until one has to wait, or there are none left. */
  #drive(start: Thread): void {
    let thread = start;
    while (!this.#over && this.#has(thread)) {
      const plan = thread.rest[0];
      if (plan === undefined) {
        this.#end(thread);
        return;
      }
      const next = this.#do(thread, plan);
      if (next === undefined) return;
      thread = next;
    }
  }

  /** Does one step. Answers the thread as it goes on, undefined when it waits or was taken on elsewhere. */
  #do(thread: Thread, plan: PlannedStep): Thread | undefined {
    const { run } = this;
    const step = this.#compile(plan);
    const scope = this.#scope();
    const past = (): Thread => this.#replace(thread, { ...thread, rest: thread.rest.slice(1) });
    const into = (steps: readonly PlannedStep[]): Thread => this.#replace(thread, { ...thread, rest: [...steps, ...thread.rest.slice(1)] });
    switch (step.kind) {
      case 'wait':
        if (this.#isLast(thread)) return past();
        return this.#wait(thread, { kind: 'time', due: run.at + step.milliseconds });
      case 'emit':
        this.#log(step.id, 'said', step.type);
        this.events.push(this.#say(step.id, step.type, { ...step.render(scope) }));
        return past();
      case 'set':
        this.#assign(step.id, step.values(scope));
        return past();
      case 'switch': {
        const { cases, otherwise } = plan as Extract<PlannedStep, { kind: 'switch' }>;
        const chosen = step.choose(scope);
        this.#log(step.id, 'chose', chosen < 0 ? 'else' : `case ${chosen + 1}`);
        return into(chosen < 0 ? otherwise : cases[chosen]!.do);
      }
      case 'split':
        return into(this.#split(step.unit(scope), plan as Extract<PlannedStep, { kind: 'split' }>));
      case 'parallel':
        return this.#fork(thread, plan as Extract<PlannedStep, { kind: 'parallel' }>);
      case 'stop':
        this.#log(step.id, 'stopped');
        this.#finish('stopped', step.why(scope));
        return undefined;
      case 'compensate':
        this.#log(step.id, 'taking back');
        this.#takeBack({ state: 'compensated', why: step.why(scope) });
        return undefined;
      case 'approve': {
        const { milliseconds } = plan as Extract<PlannedStep, { kind: 'approve' }>;
        if (run.mode === 'shadow') {
          this.#log(step.id, 'approved', 'assumed: nobody is asked in shadow mode');
          this.#result(step.id, { outcome: 'approved', by: '', comment: '' });
          return past();
        }
        return this.#wait(thread, { kind: 'answer', ask: step.ask(scope), due: run.at + milliseconds });
      }
      case 'wait_for': {
        const { definition, milliseconds } = plan as Extract<PlannedStep, { kind: 'wait_for' }>;
        return this.#wait(thread, { kind: 'event', definition, due: run.at + milliseconds });
      }
      case 'call':
        return this.#call(thread, plan as PlannedCall, step, scope);
      default:
        throw new TypeError(`unknown step ${JSON.stringify(step satisfies never)}`);
    }
  }

  #call(thread: Thread, plan: PlannedCall, step: Extract<CompiledStep, { kind: 'call' }>, scope: RunScope): Thread | undefined {
    const { run } = this;
    if (plan.awaited !== true) {
      this.intents.push(...intentsOf(run, step, scope));
      this.#log(plan.id, 'called');
      return this.#replace(thread, { ...thread, rest: thread.rest.slice(1) });
    }
    const intents = intentsOf(run, step, scope, 0);
    this.intents.push(...intents);
    if (run.mode === 'shadow') {
      this.#callEnded(thread, 'delivered', 'assumed: nothing is sent in shadow mode');
      return undefined;
    }
    return this.#wait(thread, {
      kind: 'call',
      phase: 'sent',
      due: run.at + CALL_PATIENCE,
      at: run.at,
      ...(run.vars === undefined ? {} : { vars: run.vars }),
      round: 0,
      parts: intents.length,
      open: intents.map((_, part) => part),
      failed: [],
      delivered: 0,
    });
  }

  /** A call was given up by delivery: it is tried again while it may be, else it has failed. */
  #callFailed(thread: Thread, wait: CallWait): void {
    const plan = thread.rest[0] as PlannedCall;
    const { retry } = plan;
    if (retry === undefined || wait.round >= retry.max || this.run.state === 'draining') {
      this.#callEnded(thread, 'failed', wait.why ?? '');
      return;
    }
    const due = this.run.at + Math.min(LONGEST_REST, retry.backoff * 2 ** wait.round);
    this.#log(plan.id, 'retrying', wait.why);
    this.#replace(thread, { ...thread, wait: { ...wait, phase: 'resting', due, open: [] } });
  }

  #sendAgain(thread: Thread, wait: CallWait): void {
    const step = this.#compile(thread.rest[0]!);
    if (step.kind !== 'call') throw new TypeError(`the step ${step.id} is no call`);
    const { vars: _, ...scope } = this.#scope();
    const round = wait.round + 1;
    const all = intentsOf(this.run, step, { ...scope, ...(wait.vars === undefined ? {} : { vars: wait.vars }), now: wait.at }, round);
    this.intents.push(...all.filter((_one, part) => wait.failed.includes(part)));
    const due = this.run.at + CALL_PATIENCE;
    this.#replace(thread, { ...thread, wait: { ...wait, phase: 'sent', due, round, open: wait.failed, failed: [] } });
    this.#log(step.id, 'sent', `again, ${round}`);
  }

  #callEnded(thread: Thread, outcome: 'delivered' | 'failed' | 'suppressed', why: string): void {
    const { run } = this;
    const plan = thread.rest[0] as PlannedCall;
    this.#log(plan.id, outcome, why);
    this.#result(plan.id, { outcome });
    // What may have been done is taken back as well as what was done for certain.
    if (plan.undo !== undefined && (outcome === 'delivered' || (outcome === 'failed' && UNSURE.has(why)))) this.#undo.push(plan.undo);
    if (run.state === 'draining') {
      this.#threads = this.#threads.filter((one) => one.id !== thread.id);
      if (this.#threads.length === 0) this.#undoAll();
      return;
    }
    if (outcome === 'failed' && run.state === 'compensating') run.ending = { state: 'failed', why: `"${plan.id}" could not be taken back` };
    else if (outcome === 'failed' && plan.onFailed !== 'continue') {
      this.#threads = this.#threads.filter((one) => one.id !== thread.id);
      this.#takeBack({ state: 'failed', why: `"${plan.id}" failed: ${why}` });
      return;
    }
    this.#next(thread);
  }

  #dueOf(thread: Thread, wait: Wait): void {
    const plan = thread.rest[0]!;
    switch (wait.kind) {
      case 'time':
        this.#log(plan.id, 'over');
        this.#next(thread);
        return;
      case 'event':
        this.#log(plan.id, 'timeout');
        this.#result(plan.id, { outcome: 'timeout' });
        this.#drive(
          this.#become(thread, [...(plan as Extract<PlannedStep, { kind: 'wait_for' }>).timeout, ...thread.rest.slice(1)], thread.ends),
        );
        return;
      case 'answer':
        this.#log(plan.id, 'expired');
        this.#result(plan.id, { outcome: 'expired', by: '', comment: '' });
        this.#drive(this.#become(thread, (plan as Extract<PlannedStep, { kind: 'approve' }>).expired, 'nobody answered in time'));
        return;
      case 'call':
        if (wait.phase === 'resting') this.#sendAgain(thread, wait);
        else this.#callEnded(thread, 'failed', 'no-report');
        return;
      default:
        throw new TypeError(`a thread waits for ${wait.kind} with a time`);
    }
  }

  #fork(thread: Thread, plan: Extract<PlannedStep, { kind: 'parallel' }>): undefined {
    this.#replace(thread, { ...thread, wait: { kind: 'join', left: plan.branches.length } });
    this.#log(plan.id, 'split up');
    const children = plan.branches.map((rest): Thread => ({ id: this.run.next++, parent: thread.id, rest }));
    this.#threads.push(...children);
    for (const child of children) if (!this.#over) this.#drive(child);
    return undefined;
  }

  #split(said: string | undefined, plan: Extract<PlannedStep, { kind: 'split' }>): readonly PlannedStep[] {
    const { run } = this;
    const unit = said ?? run.contact ?? run.key;
    const variant = plan.variants[pickVariant(plan.experiment, unit, plan.variants)]!;
    this.#log(plan.id, 'variant', variant.name);
    this.#result(plan.id, { outcome: variant.name });
    const weights = Object.fromEntries(plan.variants.map(({ name, weight }) => [name, weight]));
    const exposure = { experiment: plan.experiment, variant: variant.name, unit, weights, rule: run.rule, run: run.id };
    this.events.push(this.#say(plan.id, 'experiment.exposed', exposure));
    return variant.do;
  }

  #assign(step: string, values: { readonly [name: string]: Json }): void {
    const kept: { [name: string]: Json } = { ...this.run.vars };
    for (const [name, value] of Object.entries(values)) {
      const fits = JSON.stringify(value).length <= LARGEST_VALUE;
      kept[name] = fits ? value : null;
      if (!fits) this.#log(step, 'too large', name);
    }
    this.run.vars = kept;
    this.#log(step, 'set', Object.keys(values).join(', '));
  }

  #wait(thread: Thread, wait: Wait): undefined {
    this.#replace(thread, { ...thread, wait });
    this.#log(thread.rest[0]!.id, wait.kind === 'call' ? 'sent' : wait.kind === 'answer' ? 'asked' : 'waiting');
    return undefined;
  }

  /** A wait that nothing comes after, and that holds nothing which could still be taken back, need not be sat out. */
  #isLast(thread: Thread): boolean {
    return thread.rest.length === 1 && this.#threads.length === 1 && thread.ends === undefined && this.#undo.length === 0;
  }

  /** Goes on behind the step that waited. */
  #next(thread: Thread): void {
    this.#drive(this.#become(thread, thread.rest.slice(1), thread.ends));
  }

  #become(thread: Thread, rest: readonly PlannedStep[], ends: string | undefined): Thread {
    const { id, parent } = thread;
    return this.#replace(thread, { id, ...(parent === undefined ? {} : { parent }), rest, ...(ends === undefined ? {} : { ends }) });
  }

  #end(thread: Thread): void {
    if (thread.ends !== undefined) {
      this.#finish('stopped', thread.ends);
      return;
    }
    this.#threads = this.#threads.filter((one) => one.id !== thread.id);
    const parent = this.#threads.find((one) => one.id === thread.parent);
    if (parent?.wait?.kind === 'join') {
      const left = parent.wait.left - 1;
      if (left > 0) this.#replace(parent, { ...parent, wait: { kind: 'join', left } });
      else {
        this.#log(parent.rest[0]!.id, 'joined');
        this.#next(parent);
      }
      return;
    }
    if (this.#threads.length > 0) return;
    const { ending } = this.run;
    if (this.run.state !== 'compensating' || ending === undefined) this.#finish('done', '');
    else this.#finish(ending.state, ending.why);
  }

  /** Ends the run by taking back what it did: first the calls on their way are waited for, because only then is it known whether there is anything to take back. */
  #takeBack(ending: { readonly state: EndState; readonly why: string }): void {
    this.run.ending = ending;
    for (const { wait, rest } of this.#threads) {
      if (wait?.kind !== 'call' || wait.phase !== 'resting' || !UNSURE.has(wait.why ?? '')) continue;
      const { undo } = rest[0] as PlannedCall;
      if (undo !== undefined) this.#undo.push(undo);
    }
    this.#threads = this.#threads
      .filter(({ wait, rest }) => wait?.kind === 'call' && wait.phase === 'sent' && (rest[0] as PlannedCall).undo !== undefined)
      .map(({ id, rest, wait }) => ({ id, rest: rest.slice(0, 1), wait: wait! }));
    if (this.#threads.length > 0) {
      this.run.state = 'draining';
      this.#log('', 'draining', ending.why);
    } else this.#undoAll();
  }

  #undoAll(): void {
    const { run } = this;
    const ending = run.ending!;
    const rest = this.#undo.splice(0).reverse();
    if (rest.length === 0) {
      this.#finish(ending.state, ending.why);
      return;
    }
    this.#log('', 'compensating', ending.why);
    run.state = 'compensating';
    run.ending = { state: 'compensated', why: ending.why };
    this.#threads = [{ id: run.next++, rest }];
    this.#drive(this.#threads[0]!);
  }

  #finish(state: EndState, why: string): void {
    this.#over = true;
    this.#threads = [];
    this.run.state = state;
    delete this.run.ending;
    this.#log('', state, why);
    if (state !== 'failed') return;
    const { rule, id, key } = this.run;
    this.events.push(this.#say('', 'workflow.failed', { rule, run: id, key, why }));
  }

  #say(step: string, type: string, data: { [name: string]: Json }): SaidEvent {
    const { run } = this;
    const id = stableKey(run.rule, run.version, run.key, run.id, step);
    return { id, type, at: run.at, ...(run.contact === undefined ? {} : { contact: run.contact }), data };
  }

  #result(step: string, result: { readonly [name: string]: Json }): void {
    this.run.results = { ...this.run.results, [step]: result };
  }

  #scope(): RunScope {
    const { run } = this;
    return {
      event: run.event,
      ...(run.match === undefined ? {} : { match: run.match }),
      group: run.group,
      measures: run.measures,
      now: run.at,
      vars: run.vars ?? {},
      steps: run.results ?? {},
      run: { id: run.id, started: run.started },
    };
  }

  #log(step: string, state: string, why = ''): void {
    this.#history.push(why === '' ? [step, state, this.run.at] : [step, state, this.run.at, why.slice(0, 500)]);
  }

  #has(thread: Thread): boolean {
    return this.#threads.includes(thread);
  }

  #replace(thread: Thread, by: Thread): Thread {
    this.#threads[this.#threads.findIndex((one) => one.id === thread.id)] = by;
    return by;
  }
}
