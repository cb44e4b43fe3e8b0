import { type MeasureValue, type Pane, type PaneRecord, WindowSeries } from '#window';
import type { KeyedState } from '#state';
import type { CompiledRule } from './compiled-rule.ts';
import { headerField, paneField, readPanes, seriesName, seriesWindow, writePanes } from './group-fields.ts';
import type { GroupHeader } from './group-header.ts';
import type { Signal } from './signal.ts';

/** Open groups by the header record they were built from: a header that was loaded anew (restart, new owner, eviction) has none and is rebuilt from its panes. */
const open = new WeakMap<GroupHeader, GroupState>();

/**
 * GroupState is what a rule remembers of one key: its windows, its cooldown, its last fire. Signals are folded one by one in the order they came, so how they were
 * batched makes no difference, and everything it knows follows from the header and the panes in KeyedState, so a restart makes none either.
 */
export class GroupState {
  /** What the measures stand at, by name; live: read them after each fold. */
  measures: { readonly [name: string]: MeasureValue } = {};
  readonly #header: GroupHeader;
  readonly #key: string;
  readonly #series: WindowSeries[] = [];
  readonly #layout: string;
  #rule: CompiledRule;

  private constructor(rule: CompiledRule, key: string, header: GroupHeader, state: KeyedState) {
    this.#rule = rule;
    this.#key = key;
    this.#header = header;
    this.#layout = rule.layout;
    const positions = new Map<string, number[]>();
    const counted = new Set<string>();
    for (const [position, measure] of rule.measures.entries()) {
      // Two names for the same measure share one cell, which must be counted once.
      if (counted.has(measure.definition)) continue;
      counted.add(measure.definition);
      const name = seriesName(measure);
      const shared = positions.get(name);
      if (shared) shared.push(position);
      else positions.set(name, [position]);
    }
    for (const [name, places] of positions) {
      const panes: Pane[] = [];
      for (const place of readPanes(header.panes[name] ?? [])) {
        const record = state.get<PaneRecord>(paneField(rule.name, key, name, place));
        if (record !== undefined) panes.push({ ...place, record });
      }
      this.#series.push(
        new WindowSeries(
          name,
          places.map((place) => rule.measures[place]!),
          places,
          panes,
        ),
      );
    }
    // Windows that only an older version of the rule had are of no use to this one.
    for (const [name, written] of Object.entries(header.panes)) {
      if (positions.has(name)) continue;
      for (const place of readPanes(written)) state.delete(paneField(rule.name, key, name, place));
      delete header.panes[name];
    }
    this.#name(rule);
  }

  /** State fields to load before `open` may be called; call again until nothing new is asked for. Empty for a rule that remembers nothing. */
  static fields(rule: CompiledRule, key: string, state: KeyedState): readonly string[] {
    if (!GroupState.remembers(rule)) return [];
    const field = headerField(rule.name, key);
    if (!state.has(field)) return [field];
    const header = state.get<GroupHeader>(field);
    const group = header && open.get(header);
    if (header === undefined || (group !== undefined && group.#layout === rule.layout)) return [field];
    const fields = [field];
    for (const name of new Set(rule.measures.map(seriesName))) {
      for (const place of readPanes(header.panes[name] ?? [])) fields.push(paneField(rule.name, key, name, place));
    }
    return fields;
  }

  /** State fields to load before `forget` may be called. */
  static forgetFields(rule: string, key: string): readonly string[] {
    return [headerField(rule, key)];
  }

  /** Whether a rule needs any memory per key: one without measures and cooldown does not. */
  static remembers(rule: CompiledRule): boolean {
    return rule.measures.length > 0 || rule.cooldown > 0;
  }

  /** The group of this key, from memory or rebuilt from its records. The fields that `fields` names must be loaded. */
  static open(rule: CompiledRule, key: string, state: KeyedState): GroupState {
    const known = state.get<GroupHeader>(headerField(rule.name, key));
    const header: GroupHeader = known ?? { at: Number.MIN_SAFE_INTEGER, seen: 0, panes: {} };
    let group = open.get(header);
    if (group === undefined || group.#layout !== rule.layout) {
      group = new GroupState(rule, key, header, state);
      open.set(header, group);
    } else if (group.#rule !== rule) {
      group.#name(rule);
    }
    return group;
  }

  /** Event time the group's windows end at, epoch milliseconds. */
  get end(): number {
    return this.#header.at;
  }

  /** Whether the rule fired less than its cooldown ago. */
  get cooling(): boolean {
    return this.#header.until !== undefined && this.#header.at < this.#header.until;
  }

  /** Measures that reached the most members they may remember. */
  get full(): readonly string[] {
    const full = new Set<string>();
    for (const series of this.#series) for (const tally of series.tallies) if (tally.full) full.add(tally.definition);
    return full.size === 0 ? [] : this.#rule.measures.filter((measure) => full.has(measure.definition)).map((measure) => measure.name);
  }

  /** Takes a signal into the windows. `late`: it is older than every window that would have counted it, and changed nothing. */
  fold(signal: Signal): 'counted' | 'late' {
    const header = this.#header;
    if (signal.at > header.at) header.at = signal.at;
    let late = false;
    let counted = false;
    for (const series of this.#series) {
      let moved = series.advance(header.at);
      const outcome = series.add(signal.at, header.at, signal.inputs);
      if (outcome === 'late') late = true;
      else counted ||= outcome !== 'idle';
      moved ||= outcome === 'opened';
      if (moved) header.panes[series.name] = writePanes(series.panes);
    }
    return late && !counted ? 'late' : 'counted';
  }

  /** Starts the cooldown: the rule fired at the group's newest event time. */
  fire(): void {
    this.#header.fired = this.#header.at;
    if (this.#rule.cooldown > 0) this.#header.until = this.#header.at + this.#rule.cooldown;
  }

  /** Writes what changed: the header and the touched panes. Returns when the group should be forgotten, if no timer for that is set yet; `now` is business time. */
  save(state: KeyedState, now: number): number | undefined {
    const header = this.#header;
    header.seen = Math.max(header.seen, now);
    for (const series of this.#series) {
      for (const pane of series.expired) state.delete(paneField(this.#rule.name, this.#key, series.name, pane));
      for (const pane of series.touched) state.set(paneField(this.#rule.name, this.#key, series.name, pane), pane.record);
      series.expired.length = 0;
      series.touched.clear();
    }
    let due: number | undefined;
    if (header.forget === undefined) due = header.forget = keptUntil(header, longestWindow(this.#rule));
    state.set(headerField(this.#rule.name, this.#key), header);
    return due;
  }

  /**
   * Forgets a group whose forget timer is due at business time `now`: nothing touched it for its longest window, and it is not cooling down. Returns when to ask again,
   * or undefined when it is gone. Needs only the header; works for rules that no longer exist.
   */
  static forget(rule: string, key: string, state: KeyedState, now: number): number | undefined {
    const header = state.get<GroupHeader>(headerField(rule, key));
    if (header === undefined) return undefined;
    const longest = Math.max(0, ...Object.keys(header.panes).map(seriesWindow));
    const due = keptUntil(header, longest);
    if (due > now) {
      header.forget = due;
      state.set(headerField(rule, key), header);
      return due;
    }
    for (const [series, written] of Object.entries(header.panes)) {
      for (const place of readPanes(written)) state.delete(paneField(rule, key, series, place));
    }
    state.delete(headerField(rule, key));
    open.delete(header);
    return undefined;
  }

  #name(rule: CompiledRule): void {
    this.#rule = rule;
    const byDefinition = new Map<string, MeasureValue>();
    for (const series of this.#series) for (const tally of series.tallies) byDefinition.set(tally.definition, viewOf(tally));
    this.measures = Object.fromEntries(rule.measures.map((measure) => [measure.name, byDefinition.get(measure.definition)!]));
  }
}

/** A tally as expressions may read it: they see own properties only, and these are computed when they are read. */
function viewOf(tally: MeasureValue): MeasureValue {
  if (!('members' in tally)) {
    return {
      get value() {
        return tally.value;
      },
    };
  }
  return {
    get value() {
      return tally.value;
    },
    get members() {
      return tally.members ?? [];
    },
  };
}

function longestWindow(rule: CompiledRule): number {
  return Math.max(0, ...rule.measures.map((measure) => measure.window));
}

function keptUntil(header: GroupHeader, longest: number): number {
  return Math.max(header.seen + longest, header.until ?? 0);
}
