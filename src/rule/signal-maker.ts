import type { Closure, Faults } from '#expression';
import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';
import { memberDigest, type MeasureFunction } from '#window';
import { groupKey } from './group-key.ts';
import type { Signal } from './signal.ts';

/** What one measure takes of an event. */
export interface MeasureInput {
  readonly fn: MeasureFunction;
  readonly where: Closure | undefined;
  readonly of: Closure | undefined;
}

/** A further place where a rule listens: a step of a sequence, a `wait_for`, a `cancel_if`. `groups` are the rule's own unless it says otherwise. */
export interface ListenerPlan {
  readonly types: readonly string[];
  readonly conditions: readonly Closure[];
  readonly groups?: readonly Closure[];
}

/** Everything the enrich side needs to turn an event into signals of one rule. */
export interface SignalPlan {
  readonly rule: string;
  readonly layout: string;
  readonly types: readonly string[];
  readonly conditions: readonly Closure[];
  readonly groupNames: readonly string[];
  readonly groups: readonly Closure[];
  readonly inputs: readonly MeasureInput[];
  /** Listener 1 and up; listener 0 is the rule's own `on` and `where`. */
  readonly listeners?: readonly ListenerPlan[];
  readonly keepsUncounted: boolean;
  readonly cut: (event: ScoredEvent) => { readonly [name: string]: Json };
  readonly faults: Faults;
}

/** The most groups one event may belong to; more are left out and counted as an error. */
const MAX_GROUPS = 50;
/** The longest group value or distinct member, in characters. */
const MAX_VALUE = 512;
const NONE: readonly Signal[] = Object.freeze([]);

/** The enrich side of a rule: an event that does not match costs its conditions and nothing else. */
export function signalMaker(plan: SignalPlan): (event: ScoredEvent) => readonly Signal[] {
  const own = ownSignals(plan);
  const { listeners = [] } = plan;
  return listeners.length === 0 ? own : withListeners(plan, listeners, own);
}

/** Signals of the rule's own `on` and `where`. */
function ownSignals(plan: SignalPlan): (event: ScoredEvent) => readonly Signal[] {
  const { rule, layout, types, conditions, groupNames, groups, inputs, keepsUncounted, cut, faults } = plan;
  const scope: { event: ScoredEvent | undefined } = { event: undefined };
  return (event) => {
    if (!types.includes(event.type)) return NONE;
    scope.event = event;
    for (const condition of conditions) if (condition(scope) !== true) return NONE;
    const cells: (number | string | null)[] = [];
    let counted = inputs.length === 0 || keepsUncounted;
    for (const input of inputs) {
      const cell = inputOf(input, scope, faults);
      counted ||= cell !== null;
      cells.push(cell);
    }
    if (!counted) return NONE;
    const rows = groupValues(groups, scope, faults);
    if (rows.length === 0) return NONE;
    const cutEvent = cut(event);
    return rows.map((values) => {
      return {
        rule,
        key: groupKey(groupNames, values),
        group: groupOf(groupNames, values),
        at: event.at,
        inputs: cells,
        layout,
        event: cutEvent,
      };
    });
  };
}

/** Adds to each own signal the other listeners its event matches, and gives signals of their own to keys that only those reach: one signal a key. */
function withListeners(
  plan: SignalPlan,
  listeners: readonly ListenerPlan[],
  own: (event: ScoredEvent) => readonly Signal[],
): (event: ScoredEvent) => readonly Signal[] {
  const { rule, layout, groupNames, inputs, cut, faults } = plan;
  const nothing = inputs.map(() => null);
  const scope: { event: ScoredEvent | undefined } = { event: undefined };
  return (event) => {
    let signals: Map<string, Signal> | undefined;
    for (const [place, listener] of listeners.entries()) {
      if (!listener.types.includes(event.type)) continue;
      scope.event = event;
      if (listener.conditions.some((condition) => condition(scope) !== true)) continue;
      signals ??= new Map(own(event).map((signal) => [signal.key, { ...signal, hits: 1 }]));
      for (const values of groupValues(listener.groups ?? plan.groups, scope, faults)) {
        const key = groupKey(groupNames, values);
        const known = signals.get(key);
        const hits = (known?.hits ?? 0) | (1 << (place + 1));
        if (known) signals.set(key, { ...known, hits });
        else
          signals.set(key, {
            rule,
            key,
            group: groupOf(groupNames, values),
            at: event.at,
            inputs: nothing,
            layout,
            hits,
            event: cut(event),
          });
      }
    }
    return signals === undefined ? own(event) : [...signals.values()];
  };
}

function groupOf(names: readonly string[], values: readonly string[]): { readonly [name: string]: string } {
  const group: { [name: string]: string } = {};
  for (let index = 0; index < values.length; index++) group[names[index]!] = values[index]!;
  return group;
}

function inputOf(input: MeasureInput, scope: object, faults: Faults): number | string | null {
  if (input.where && input.where(scope) !== true) return null;
  if (input.fn === 'count') return 1;
  // Without "of" it is the group itself that is seen.
  if (input.fn === 'first_seen' && input.of === undefined) return '*';
  const value = input.of?.(scope);
  // A condition without a value is not true; what a ratio of two measures stands at is not read of events.
  if (input.fn === 'ratio') return input.of === undefined ? null : value === true ? 1 : 0;
  if (value === undefined) return null;
  if (input.fn === 'distinct' || input.fn === 'first_seen') {
    const member = textOf(value);
    if (member === undefined) return fault(faults, `${input.fn} of something that is no short text`);
    return input.fn === 'distinct' ? member : memberDigest(member);
  }
  return typeof value === 'number' ? value : fault(faults, `${input.fn} of something that is not a number`);
}

/** One row of values a group: each `by` gives one value or, being a list, several; a missing or empty one gives no group at all. */
function groupValues(groups: readonly Closure[], scope: object, faults: Faults): readonly (readonly string[])[] {
  let rows: string[][] = [[]];
  for (const group of groups) {
    const value = group(scope);
    const longer: string[][] = [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (let place = 0; place < list.length; place++) {
      const text = groupText(list[place], faults);
      // A value that a list repeats is one group. Lists are short, so looking back costs less than a set.
      if (text === undefined || list.indexOf(list[place]) < place) continue;
      for (const row of rows) longer.push(row.length === 0 ? [text] : [...row, text]);
      if (longer.length > MAX_GROUPS) break;
    }
    rows = longer;
    if (rows.length > MAX_GROUPS) {
      fault(faults, `an event in more than ${MAX_GROUPS} groups`);
      rows.length = MAX_GROUPS;
    }
  }
  return rows;
}

function groupText(value: unknown, faults: Faults): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = textOf(value);
  if (text === undefined) fault(faults, 'a group of something that is no short text');
  return text;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= MAX_VALUE ? value : undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function fault(faults: Faults, words: string): null {
  faults.count += 1;
  faults.last = words;
  return null;
}
