import type { SequenceMatch, TrackOutcome } from '#sequence';
import type { KeyedState, Timer } from '#state';
import type { CompiledRule } from './compiled-rule.ts';
import type { FireGate } from './fire-gate.ts';
import { GroupState } from './group-state.ts';
import type { Forgettable } from './idle-groups.ts';
import { listenerMasks, type ListenerMasks } from './listener-masks.ts';
import type { Scope } from './scope.ts';
import { SequenceState } from './sequence-state.ts';
import type { Signal } from './signal.ts';
import { inhibitorOf } from './rule-events.ts';
import { timerPatience } from './kept-until.ts';

/** Purposes of the timers that bring a key up without an event: a sequence's and the flow control's. Their payload names rule and key. */
export const sequenceTimer = 'rule.sequence';
export const gateTimer = 'rule.gate';

/** Business time between two looks at a condition that ends a fire while no event comes, at least. */
const SHORTEST_LOOK = 1_000;

/** A condition that came true and may fire: what it saw, and `name`, which no other fire of the rule and key has. */
export interface Found {
  readonly scope: Scope;
  readonly name: string;
  /** Where group and event stand for the workflow; `cause` is the signal that brought it up, absent when time did. */
  readonly signal: Signal;
  readonly cause?: Signal;
  readonly full: readonly string[];
}

/** Where a turn's results go, and what it lives from. */
export interface TurnOutlets {
  readonly state: KeyedState;
  readonly now: number;
  readonly watermark: number;
  setTimer(timer: Timer): void;
  cancelTimer(id: string): void;
  suppressed(reason: string, count: number): void;
  /** The rule fires; answers the fire's name. */
  fired(found: Found): string;
  /** What the fire of that name was about is over. */
  resolved(fire: string, at: number, because: string, signal: Signal): void;
  /** The name a fire has or would have. */
  nameOf(name: string): string;
  /** Something was written that may be forgotten later. */
  note(kept: Forgettable): void;
}

/**
 * KeyTurn is one batch's work on one rule and key: it folds signals into windows, matches sequences, asks `when`, and lets flow control have the last word. Signals are taken one by one,
 * so how they were batched makes no difference; what time brings up is brought up by timers that are part of the same commit.
 */
export class KeyTurn {
  readonly #rule: CompiledRule;
  readonly #key: string;
  readonly #out: TurnOutlets;
  readonly #group: GroupState | undefined;
  readonly #gate: FireGate | undefined;
  readonly #masks: ListenerMasks;
  readonly #measured: boolean;
  #sequence: SequenceState | undefined;

  constructor(rule: CompiledRule, key: string, out: TurnOutlets) {
    this.#rule = rule;
    this.#key = key;
    this.#out = out;
    this.#masks = listenerMasks(rule);
    this.#measured = rule.measures.length > 0;
    this.#group = GroupState.remembers(rule) ? GroupState.open(rule, key, out.state, out.now) : undefined;
    this.#gate = this.#group?.gate;
  }

  /** State fields to load before a turn; call again until nothing new is asked for. */
  static fields(rule: CompiledRule, key: string, state: KeyedState): readonly string[] {
    const fields = GroupState.fields(rule, key, state);
    return rule.sequence === undefined ? fields : [...fields, ...SequenceState.fields(rule, key)];
  }

  take(signal: Signal): void {
    const rule = this.#rule;
    if (signal.layout !== undefined && signal.layout !== rule.layout) {
      this.#out.suppressed('measures-changed', 1);
      return;
    }
    const { hits = 1 } = signal;
    if (hits !== 1) {
      const { inhibit, resolve, sequence } = this.#masks;
      if ((hits & inhibit) !== 0) this.#hearInhibitor(signal);
      if ((hits & sequence) !== 0) this.#match(signal, hits & sequence);
      if ((hits & 1) !== 0) this.#count(signal);
      if ((hits & resolve) !== 0) this.#end(signal.at, `${signal.event['type'] as string} came`, signal);
    } else this.#count(signal);
  }

  /** Brings up what a timer was set for. */
  wake(timer: Timer): void {
    if (timer.purpose === sequenceTimer) {
      const sequence = this.#openSequence();
      const next = sequence?.track.next();
      if (sequence === undefined || next === undefined) return;
      if (this.#ready(timer, next + this.#rule.sequence!.reorder)) this.#settle(sequence.track.clear(next), undefined);
      // The timer is spent, or was set anew by itself for the same time.
    } else if (this.#gate !== undefined) {
      const at = this.#gateDue();
      if (at !== undefined && this.#ready(timer, at)) this.#look(at);
    }
  }

  /** Writes what changed and sets the timers. */
  finish(): void {
    const { state, now } = this.#out;
    const sequence = this.#sequence;
    if (sequence !== undefined) {
      const { track } = sequence;
      const next = track.next();
      this.#setTimer(sequenceTimer, track.record, next === undefined ? undefined : next + this.#rule.sequence!.reorder);
      if (track.idle) sequence.forget(state);
      else {
        sequence.save(state, now);
        this.#out.note(sequence);
      }
    }
    if (this.#group === undefined) return;
    if (this.#gate !== undefined) this.#setTimer(gateTimer, this.#gate.record, this.#gateDue());
    this.#group.save(state, now);
    this.#out.note(this.#group);
  }

  #openSequence(group?: Signal['group']): SequenceState | undefined {
    if (this.#sequence === undefined) {
      this.#sequence = SequenceState.open(this.#rule, this.#key, this.#out.state, this.#out.now, group);
      const dropped = this.#sequence?.dropped ?? 0;
      if (dropped > 0) this.#out.suppressed('sequence-changed', dropped);
    }
    return this.#sequence;
  }

  #match(signal: Signal, bits: number): void {
    const sequence = this.#openSequence(signal.group);
    if (sequence === undefined) return;
    const outcome = sequence.track.take([signal.at, bits, signal.event], this.#out.watermark);
    if (outcome.late && outcome.corrected.length === 0) this.#out.suppressed('late', 1);
    this.#settle(outcome, signal);
  }

  #settle({ matches, corrected, crowded }: TrackOutcome, cause: Signal | undefined): void {
    if (crowded > 0) this.#out.suppressed('too-many-pending', crowded);
    for (const match of corrected) {
      const fire = this.#out.nameOf(match.id);
      if (this.#gate?.record.firing?.[1] === fire) this.#gate.resolve(match.at);
      this.#out.resolved(fire, match.at, 'what was missing came late', cause ?? this.#signalOf(match));
    }
    for (const match of matches) if (!this.#found(match, cause)) this.#sequence!.track.forgetFired(match.id);
  }

  #found(match: SequenceMatch, cause: Signal | undefined): boolean {
    const rule = this.#rule;
    const group = this.#group;
    group?.moveTo(match.at);
    const signal = this.#signalOf(match);
    const scope: Scope = {
      event: match.event,
      match: match.events,
      group: signal.group,
      measures: group?.measures ?? {},
      now: match.at,
    };
    if (!rule.holds(scope)) return false;
    return this.#judge(scope, match.id, signal, cause);
  }

  #signalOf({ event, at }: SequenceMatch): Signal {
    const { group } = this.#sequence!.track.record;
    return { rule: this.#rule.name, key: this.#key, group, at, inputs: [], event };
  }

  /** An event of the rule's own `on`: it counts for the measures, and `when` is asked, unless a sequence decides. */
  #count(signal: Signal): void {
    const rule = this.#rule;
    const group = this.#group;
    const hold = this.#gate?.record.hold;
    if (hold !== undefined && signal.at > group!.end) {
      // Events may have left the windows since the last one came.
      group!.moveTo(signal.at);
      if (!rule.holds(this.#scopeOf(hold[2], hold[3]))) this.#gate!.untrue();
    }
    if (group?.fold(signal) === 'late') {
      this.#out.suppressed('late', 1);
      return;
    }
    if (this.#gate?.record.firing !== undefined) {
      this.#gate.record.heard = group!.end;
      group!.disturb();
    }
    if (rule.sequence !== undefined) return;
    const scope: Scope = { event: signal.event, group: signal.group, measures: group?.measures ?? {}, now: group?.end ?? signal.at };
    // The `when` of a rule without measures was already true when enrich sent the signal.
    if (this.#measured && !rule.holds(scope)) {
      const lack = group?.lack;
      if (lack !== undefined) this.#out.suppressed(lack, 1);
      if (this.#gate !== undefined) this.#untrue(scope, signal);
      return;
    }
    this.#judge(scope, JSON.stringify([signal.event['source'], signal.event['id']]), signal, signal);
  }

  #untrue(scope: Scope, signal: Signal): void {
    this.#gate!.untrue();
    if (this.#gate!.record.firing !== undefined && this.#rule.resolves?.(scope) === true) this.#end(scope.now, 'resolve_if holds', signal);
  }

  #judge(scope: Scope, name: string, signal: Signal, cause: Signal | undefined): boolean {
    const group = this.#group;
    const gate = this.#gate;
    // A cooldown silences the rule, but what it looks for is still there.
    group?.disturb();
    const cooling = group?.cooling ?? false;
    const verdict = gate === undefined ? (cooling ? 'cooldown' : 'fire') : gate.judge(scope.now, name, scope.group, scope.event, cooling);
    if (verdict !== 'fire') {
      if (verdict !== 'pending') this.#out.suppressed(verdict, 1);
      return false;
    }
    // What was held is named by the event it began with.
    const named = gate?.record.hold?.[1] ?? name;
    group?.fire();
    const fire = this.#out.fired({ scope, name: named, signal, ...(cause === undefined ? {} : { cause }), full: group?.full ?? [] });
    gate?.fire(scope.now, fire, scope.group, scope.event);
    return true;
  }

  #end(at: number, because: string, signal: Signal): void {
    const fire = this.#gate?.resolve(at);
    if (fire !== undefined) this.#out.resolved(fire, at, because, signal);
  }

  #hearInhibitor({ event, at }: Signal): void {
    const said = inhibitorOf(event);
    if (said !== undefined) this.#gate?.hold(said.name, at, said.until);
  }

  /** What time alone brings about: a condition has held for long enough, or a fire is over. */
  #look(at: number): void {
    const group = this.#group!;
    const gate = this.#gate!;
    const rule = this.#rule;
    group.moveTo(at);
    const { hold, firing } = gate.record;
    if (firing !== undefined) {
      const [, , last, event, values] = firing;
      const scope = this.#scopeOf(values, event);
      const signal: Signal = { rule: rule.name, key: this.#key, group: values, at, inputs: [], event };
      const lasts = this.#measured && rule.sequence === undefined && rule.holds(scope);
      if (lasts) gate.judge(at, '', values, event, false);
      else if (rule.resolves?.(scope) === true) this.#end(at, 'resolve_if holds', signal);
      else if (rule.firing?.resolveAfter !== undefined && at >= last + rule.firing.resolveAfter)
        this.#end(at, 'the condition has not been true for long enough', signal);
    } else if (hold !== undefined) {
      const scope = this.#scopeOf(hold[2], hold[3]);
      const signal: Signal = { rule: rule.name, key: this.#key, group: hold[2], at, inputs: [], event: hold[3] };
      if (rule.holds(scope)) this.#judge(scope, hold[1], signal, undefined);
      else gate.untrue();
    }
  }

  #scopeOf(group: Scope['group'], event: Scope['event']): Scope {
    return { event, group, measures: this.#group!.measures, now: this.#group!.end };
  }

  /** The event time at which flow control has something to look at; undefined when only an event can change anything. */
  #gateDue(): number | undefined {
    const group = this.#group!;
    const gate = this.#gate!;
    const due = gate.due(group.end);
    if (gate.record.firing === undefined || this.#rule.resolves === undefined) return due;
    // While events leave the windows the condition may come true; when all have left, nothing changes any more.
    const look = group.end + Math.max(SHORTEST_LOOK, group.finest);
    if (look > Math.max(gate.record.firing[2], gate.record.heard ?? 0) + group.longest + 2 * Math.max(SHORTEST_LOOK, group.finest))
      return due;
    return due === undefined ? look : Math.min(due, look);
  }

  /** Whether the lane is complete up to an event time. If not, the timer is set again for when it will be; after a while it is taken to be. */
  #ready(timer: Timer, complete: number): boolean {
    const { now, watermark } = this.#out;
    if (watermark >= complete) return true;
    const since = Number(timer.payload['since'] ?? now);
    const rest = since + timerPatience - now;
    if (rest <= 0) return true;
    const due = now + Math.max(1, Math.min(complete - watermark, rest));
    this.#out.setTimer({ ...timer, due, payload: { ...timer.payload, since: String(since) } });
    return false;
  }

  #setTimer(purpose: string, record: { wake?: number }, due: number | undefined): void {
    if (record.wake === due) return;
    const id = `${purpose}|${this.#rule.name}|${this.#key}`;
    if (due === undefined) {
      delete record.wake;
      this.#out.cancelTimer(id);
      return;
    }
    record.wake = due;
    this.#out.setTimer({ id, due, purpose, payload: { rule: this.#rule.name, key: this.#key } });
  }
}
