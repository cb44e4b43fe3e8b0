import type { Closure, Faults } from '#expression';
import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';
import { groupKey } from './group-key.ts';
import type { Signal } from './signal.ts';

/** What one measure takes of an event. */
export interface MeasureInput {
  readonly fn: 'count' | 'distinct' | 'sum' | 'avg';
  readonly where: Closure | undefined;
  readonly of: Closure | undefined;
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
    const signals: Signal[] = [];
    for (const values of rows) {
      const group: { [name: string]: string } = {};
      for (let index = 0; index < values.length; index++) group[groupNames[index]!] = values[index]!;
      signals.push({ rule, key: groupKey(groupNames, values), group, at: event.at, inputs: cells, layout, event: cutEvent });
    }
    return signals;
  };
}

function inputOf(input: MeasureInput, scope: object, faults: Faults): number | string | null {
  if (input.where && input.where(scope) !== true) return null;
  if (input.fn === 'count') return 1;
  const value = input.of?.(scope);
  if (value === undefined) return null;
  if (input.fn !== 'distinct') return typeof value === 'number' ? value : fault(faults, `${input.fn} of something that is not a number`);
  const member = textOf(value);
  return member ?? fault(faults, 'distinct of something that is no short text');
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
