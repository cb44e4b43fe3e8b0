import type { CheapTest, Plain } from '#expression';
import type { ScoredEvent } from '#event';
import type { CompiledRule } from './compiled-rule.ts';

/** A rule in the index. One that an event may lead to twice, by two values of a list or two of its listeners, `repeats`; then `found` is the question that found it last. */
interface Entry {
  readonly rule: CompiledRule;
  repeats: boolean;
  found: number;
}

/** One way in which a rule listens to events of the type: the tests that all of them meet. A rule may listen in several ways. */
export interface Listening {
  readonly compiled: CompiledRule;
  readonly tests: readonly CheapTest[];
}

/** The rules that ask one field for one of some values, by value. `path` leads from the event. */
interface Values {
  readonly path: readonly string[];
  readonly lists: boolean;
  readonly entries: Map<unknown, Entry[]>;
}

/** The rules that ask a number to be beyond a bound, in the order in which a growing (or, for `below`, falling) number reaches them. */
interface Bounds {
  readonly path: readonly string[];
  readonly sign: 1 | -1;
  readonly bounds: number[];
  readonly entries: Entry[];
}

/**
 * RuleIndex holds the rules of one event type by something each asks of its events: a rule that asks for campaign 17 is found only by events of campaign 17. A rule with several such tests is
 * kept under the one that the fewest rules share, so thousands of rules cost an event one look per field that any of them asks, and the rules that ask for its own values.
 * What it finds may still not match; what it leaves out cannot.
 */
export class RuleIndex {
  readonly #always: Entry[] = [];
  readonly #values: Values[] = [];
  readonly #bounds: Bounds[] = [];
  readonly #found: CompiledRule[] = [];
  #question = 0;

  constructor(rules: readonly Listening[]) {
    const shared = new Map<string, number>();
    const names = ({ kind, path, ...test }: CheapTest): string[] =>
      'values' in test ? test.values.map((value) => nameOf(kind, path, value)) : [];
    for (const { tests } of rules) for (const test of tests) for (const name of names(test)) shared.set(name, (shared.get(name) ?? 0) + 1);
    /** How many rules stand under the fullest of a test's values; bounds come after all equalities. */
    const crowd = (test: CheapTest): number => ('values' in test ? Math.max(0, ...names(test).map((name) => shared.get(name)!)) : Infinity);
    const values = new Map<string, Values>();
    const bounds = new Map<string, { path: readonly string[]; sign: 1 | -1; rows: { bound: number; entry: Entry }[] }>();
    const known = new Map<CompiledRule, Entry>();
    for (const { compiled, tests } of rules) {
      let entry = known.get(compiled);
      if (entry) entry.repeats = true;
      else known.set(compiled, (entry = { rule: compiled, repeats: false, found: 0 }));
      let best: CheapTest | undefined;
      for (const test of tests) if (best === undefined || crowd(test) < crowd(best)) best = test;
      if (best === undefined) this.#always.push(entry);
      else if ('values' in best) {
        const { path } = best;
        const lists = best.kind === 'holds';
        // A list may say the same twice, or several of the values.
        if (lists) entry.repeats = true;
        let at = values.get(nameOf(best.kind, path));
        if (!at) values.set(nameOf(best.kind, path), (at = { path, lists, entries: new Map() }));
        for (const value of new Set(best.values)) {
          const row = at.entries.get(value);
          if (row) row.push(entry);
          else at.entries.set(value, [entry]);
        }
      } else {
        const sign = best.kind === 'above' ? 1 : -1;
        const name = nameOf(best.kind, best.path);
        let at = bounds.get(name);
        if (!at) bounds.set(name, (at = { path: best.path, sign, rows: [] }));
        at.rows.push({ bound: best.bound * sign, entry });
      }
    }
    this.#values.push(...values.values());
    for (const { path, sign, rows } of bounds.values()) {
      rows.sort((a, b) => a.bound - b.bound);
      this.#bounds.push({ path, sign, bounds: rows.map((row) => row.bound), entries: rows.map((row) => row.entry) });
    }
  }

  /** The rules that may match an event, in an order that only rules and event decide. The list is the index's own and holds until the next question: asking allocates nothing. */
  find(event: ScoredEvent): readonly CompiledRule[] {
    this.#found.length = 0;
    this.#question++;
    this.#take(this.#always);
    for (const { path, lists, entries } of this.#values) {
      const value = valueAt(event, path);
      if (!lists) this.#take(entries.get(value));
      else if (Array.isArray(value)) {
        for (const element of value as unknown[]) this.#take(entries.get(element));
      } else if (value !== null && typeof value === 'object') {
        // `"a" in map` asks for a key; no rule is left out for what a free-form field turns out to be.
        for (const key of Object.keys(value)) this.#take(entries.get(key));
      }
    }
    for (const { path, sign, bounds, entries } of this.#bounds) {
      const value = valueAt(event, path);
      if (typeof value !== 'number') continue;
      const reached = value * sign;
      for (let at = 0; at < bounds.length && bounds[at]! <= reached; at++) this.#takeOne(entries[at]!);
    }
    return this.#found;
  }

  #take(entries: readonly Entry[] | undefined): void {
    if (entries) for (const entry of entries) this.#takeOne(entry);
  }

  #takeOne(entry: Entry): void {
    if (entry.repeats) {
      if (entry.found === this.#question) return;
      entry.found = this.#question;
    }
    this.#found.push(entry.rule);
  }
}

function nameOf(kind: string, path: readonly string[], value?: Plain): string {
  return `${kind} ${path.join('.')}${value === undefined ? '' : ` ${typeof value} ${String(value)}`}`;
}

function valueAt(event: object, path: readonly string[]): unknown {
  let value: unknown = event;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
