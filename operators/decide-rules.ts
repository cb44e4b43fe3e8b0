import type { Json, JsonObject } from '#kernel';
import type { Batch, DecideInput, Decision, Operator, OperatorContext, Resolution } from '#operator';
import {
  gateTimer,
  IdleGroups,
  KeyTurn,
  ruleEventType,
  sequenceTimer,
  type CompiledRule,
  type Forgettable,
  type Found,
  type Signal,
  type TurnOutlets,
} from '#rule';
import type { KeyedState, Timer } from '#state';
import { stableKey } from '#workflow';
import { map } from 'rxjs';

/**
 * Folds signals into the windows of their rule and key, evaluates `when` after each, and fires when it holds and the cooldown is over. Signals of a rule that is gone,
 * older than every window, or made for measures that changed are counted as suppressed.
 *
 *     in:   [talk, talk, talk]        when: measures.talk >= 2, cooldown 6h
 *     out:  [·, fire, cooldown]
 */
export const decideRules: Operator<DecideInput> = {
  name: 'decide-rules',
  summary: 'Keeps the windows of every rule and key, and decides when a rule fires.',
  reads(value, context) {
    const { rule: name = '', key = '' } = addressOf(value);
    const rule = context.bundle.rules.get(name);
    return rule === undefined ? [] : KeyTurn.fields(rule, key, context.state);
  },
  through: (context) => {
    const idle = new IdleGroups();
    return map((batch: Batch<DecideInput>) => {
      const counts = new Counts();
      const turns = new Turns(context, counts, idle);
      for (const message of batch) {
        if (!message.live) continue;
        const input = message.value;
        try {
          if (input.kind === 'news') continue;
          const { rule: name, key } = addressOf(input);
          if (name === undefined || key === undefined) continue;
          const rule = context.bundle.rules.get(name);
          if (rule === undefined) {
            if (input.kind === 'timer') continue;
            counts.suppressed(name, 'unknown-rule', input.signals.length);
            message.settle('suppressed');
            continue;
          }
          const before = rule.errors.count;
          turns.take(rule, key, input);
          counts.failed(rule.name, rule.errors.count - before);
        } catch (error) {
          const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
          message.fail({ code: 'operator-failed', reason, operator: 'decide-rules' });
        }
      }
      idle.sweep(context.state, context.now);
      counts.report(context);
      return batch;
    });
  },
};

/** Whose turn it is: the rule and key of signals or of a timer of this operator; nobody's for all else. */
function addressOf(input: DecideInput): { readonly rule?: string; readonly key?: string } {
  if (input.kind === 'signals') return input;
  if (input.kind === 'timer' && (input.timer.purpose === sequenceTimer || input.timer.purpose === gateTimer)) return input.timer.payload;
  return {};
}

/** Works on one rule and key after the other: whatever a turn finds becomes decisions, resolutions and events. One for a batch, because there are many turns in one. */
class Turns implements TurnOutlets {
  readonly state: KeyedState;
  readonly now: number;
  readonly watermark: number;
  readonly #context: OperatorContext;
  readonly #counts: Counts;
  readonly #idle: IdleGroups;
  #rule!: CompiledRule;
  #key!: string;
  #decisions: Decision[] = [];
  #resolutions: Resolution[] = [];
  #isTimed = false;

  constructor(context: OperatorContext, counts: Counts, idle: IdleGroups) {
    this.state = context.state;
    this.now = context.now;
    this.watermark = context.watermark;
    this.#context = context;
    this.#counts = counts;
    this.#idle = idle;
  }

  take(rule: CompiledRule, key: string, input: Extract<DecideInput, { kind: 'signals' | 'timer' }>): void {
    this.#rule = rule;
    this.#key = key;
    this.#decisions = [];
    this.#resolutions = [];
    this.#isTimed = input.kind === 'timer';
    const turn = new KeyTurn(rule, key, this);
    if (input.kind === 'timer') turn.wake(input.timer);
    else for (const signal of input.signals) turn.take(signal);
    turn.finish();
    input.decisions = this.#decisions;
    if (this.#resolutions.length > 0) input.resolutions = this.#resolutions;
  }

  setTimer(timer: Timer): void {
    this.#context.setTimer(timer);
  }

  cancelTimer(id: string): void {
    this.#context.cancelTimer(id);
  }

  suppressed(reason: string, count: number): void {
    this.#counts.suppressed(this.#rule.name, reason, count);
  }

  nameOf(name: string): string {
    return stableKey(this.#rule.name, this.#rule.version, this.#key, name);
  }

  note(kept: Forgettable): void {
    const oldest = this.#idle.note(kept, this.#rule.maxGroups);
    if (oldest === undefined) return;
    oldest.forget(this.state);
    this.suppressed('too-many-groups', 1);
  }

  fired(found: Found): string {
    const rule = this.#rule;
    const decision = decisionOf(rule, this.#key, found);
    this.#decisions.push(decision);
    this.#context.observe({ kind: 'rule.fired', rule: rule.name, mode: rule.mode, group: this.#key, because: decision.because });
    const until = rule.firing?.resolves === true ? {} : { until: decision.at + rule.cooldown };
    say(rule, 'fired', decision, { ...until, measures: valuesOf(decision.measures) }, this.#context);
    return decision.fire;
  }

  resolved(fire: string, at: number, because: string, signal: Signal): void {
    const rule = this.#rule;
    const key = this.#key;
    const known = this.#isTimed ? {} : { signal };
    this.#resolutions.push({ rule: rule.name, key, at, because, ...known });
    say(rule, 'resolved', { fire, key, at, because, signal }, {}, this.#context);
  }
}

/** Says an event of the rule itself, when any rule listens to it. A rule in shadow mode does nothing that others could see. */
function say(
  rule: CompiledRule,
  what: 'fired' | 'resolved',
  { fire, key, at, because, signal }: Pick<Decision, 'fire' | 'key' | 'at' | 'because' | 'signal'>,
  more: JsonObject,
  context: OperatorContext,
): void {
  const type = ruleEventType(rule.name, what);
  if (rule.mode !== 'active' || !context.bundle.hears(type)) return;
  const contact = signal.event['contact'];
  const personal = typeof contact === 'string' && (rule.measures.length === 0 || Object.values(signal.group).includes(contact));
  const data = { rule: rule.name, version: rule.version, key, group: signal.group, fire, because, ...more };
  context.emit({ id: `${fire}:${what}`, type, at, ...(personal ? { contact } : {}), data });
}

function valuesOf(measures: Decision['measures']): JsonObject {
  const values: { [name: string]: Json } = {};
  for (const [name, { value }] of Object.entries(measures)) values[name] = value;
  return values;
}

function decisionOf(rule: CompiledRule, key: string, { scope, name, signal, cause, full }: Found): Decision {
  const measures: { [name: string]: Decision['measures'][string] } = {};
  for (const [measureName, measure] of Object.entries(scope.measures)) {
    const { value, members, approximate, z, expected, spread } = measure;
    measures[measureName] = {
      value,
      ...(members === undefined ? {} : { members }),
      ...(approximate ? { approximate } : {}),
      ...(z === undefined ? {} : { z, expected: expected ?? null, spread: spread ?? null }),
    };
  }
  const limit = full.length === 0 ? '' : ` (${full.join(', ')}: about, estimated to 1.6 %)`;
  return {
    rule: rule.name,
    version: rule.version,
    key,
    fire: stableKey(rule.name, rule.version, key, name),
    at: scope.now,
    because: rule.explain(scope) + limit,
    mode: rule.mode,
    signal,
    ...(cause === undefined || cause === signal ? {} : { cause }),
    ...(scope.match === undefined ? {} : { match: scope.match }),
    measures,
  };
}

/** Counts of one batch, reported once at its end. */
class Counts {
  readonly #suppressed = new Map<string, { rule: string; reason: string; count: number }>();
  readonly #errors = new Map<string, number>();

  suppressed(rule: string, reason: string, count: number): void {
    const name = `${reason}|${rule}`;
    const known = this.#suppressed.get(name);
    if (known) known.count += count;
    else this.#suppressed.set(name, { rule, reason, count });
  }

  failed(rule: string, errors: number): void {
    if (errors > 0) this.#errors.set(rule, (this.#errors.get(rule) ?? 0) + errors);
  }

  report(context: OperatorContext): void {
    for (const one of this.#suppressed.values()) context.observe({ kind: 'rule.suppressed', ...one });
    for (const [rule, errors] of this.#errors) context.observe({ kind: 'rule.evaluated', rule, evaluated: 0, matched: 0, errors });
  }
}
