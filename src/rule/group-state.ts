import type { KeyedState } from '#state';
import { Baseline, type BaselineRecord, type BaselineVerdict } from '#surge';
import { WindowSeries, type MeasureValue, type Pane, type PaneRecord, type Tally } from '#window';
import type { CompiledRule } from './compiled-rule.ts';
import { FireGate } from './fire-gate.ts';
import { baselineField, headerField, paneField, readPanes, writePanes } from './group-fields.ts';
import { isInline, type GroupHeader, type InlinePane } from './group-header.ts';
import { keptUntil, touchLag } from './kept-until.ts';
import { planOf, type GroupPlan, type TallySource } from './group-plan.ts';
import type { Signal } from './signal.ts';

/**
 * The open group of a header record lies on the record itself, where JSON does not see it: a header that was loaded anew (restart, new owner, eviction) has none and is rebuilt from its
 * panes. A WeakMap would do the same and costs every garbage collection a look at each of a hundred thousand groups.
 */
const open = Symbol('open group');
type Opened = GroupHeader & { [open]?: GroupState | undefined };

/** A group's baseline as it is written. */
interface WrittenBaseline {
  readonly of: string;
  readonly learnt: BaselineRecord;
}

/** A series lies in the header while it has at most this many panes, and no list in them is longer than the second number. */
const inlinePanes = 4;
const inlineMembers = 8;

/**
 * GroupState is what a rule remembers of one key: its windows, its cooldown, its last fire. Signals are folded one by one in the order they came, so how they were
 * batched makes no difference, and everything it knows follows from the header and the panes in KeyedState, so a restart makes none either.
 */
export class GroupState implements TallySource {
  readonly key: string;
  readonly kin: string;
  noted: object | undefined;
  readonly #header: Opened;
  readonly #field: string;
  readonly #series: WindowSeries[] = [];
  readonly #layout: string;
  #plan: GroupPlan;
  #baseline: Baseline | undefined;
  /** What the baseline learnt was not written yet. */
  #learnt = false;
  #rule: CompiledRule;

  private constructor(rule: CompiledRule, key: string, field: string, header: Opened, state: KeyedState, isKnown: boolean) {
    this.#field = field;
    this.#rule = rule;
    this.#plan = planOf(rule);
    this.key = key;
    this.kin = `g|${rule.name}`;
    this.#header = header;
    this.#layout = rule.layout;
    for (const { name, measures, places } of this.#plan.series) {
      const panes = livePanes(rule.name, key, name, header.panes[name] ?? [], state);
      this.#series.push(new WindowSeries(name, measures, places, panes));
    }
    // Windows that only an older version of the rule had are of no use to this one.
    for (const [name, written] of Object.entries(header.panes)) {
      if (this.#plan.series.some((one) => one.name === name)) continue;
      for (const field of paneFields(rule.name, key, name, written)) state.delete(field);
      delete header.panes[name];
    }
    this.#openBaseline(isKnown ? state : undefined);
  }

  /** State fields to load before `open` may be called; call again until nothing new is asked for. Empty for a rule that remembers nothing. */
  static fields(rule: CompiledRule, key: string, state: KeyedState): readonly string[] {
    if (!GroupState.remembers(rule)) return [];
    const field = headerField(rule.name, key);
    if (!state.has(field)) return [field];
    const header = state.get<Opened>(field);
    const group = header?.[open];
    if (header === undefined) return [field];
    const fields = [field];
    if (rule.baseline !== undefined && (group === undefined || group.#rule.baseline?.definition !== rule.baseline.definition))
      fields.push(baselineField(rule.name, key));
    if (group !== undefined && group.#layout === rule.layout) return fields;
    for (const { name } of planOf(rule).series) fields.push(...paneFields(rule.name, key, name, header.panes[name] ?? []));
    return fields;
  }

  /** Whether a rule needs any memory per key: one without measures and cooldown does not. */
  static remembers(rule: CompiledRule): boolean {
    return rule.measures.length > 0 || rule.cooldown > 0 || rule.firing !== undefined;
  }

  /**
   * The group of this key, from memory or rebuilt from its records; begun anew when its memory is over at business time `now`, whether or not somebody has swept it away by then. The fields that
   * `fields` names must be loaded.
   */
  static open(rule: CompiledRule, key: string, state: KeyedState, now: number): GroupState {
    const field = headerField(rule.name, key);
    let known = state.get<Opened>(field);
    if (known !== undefined && keptUntilOf(rule, known) <= now) {
      (known[open] ?? new GroupState(rule, key, field, known, state, true)).forget(state);
      known = undefined;
    }
    const header: Opened = known ?? { at: Number.MIN_SAFE_INTEGER, panes: {} };
    let group = header[open];
    if (group === undefined || group.#layout !== rule.layout) {
      group = new GroupState(rule, key, field, header, state, known !== undefined);
      header[open] = group;
    } else if (group.#rule !== rule) {
      group.#changeRule(rule, state);
    }
    return group;
  }

  /** What the measures stand at, by name; live, and of this group until another group of the rule is asked. */
  get measures(): { readonly [name: string]: MeasureValue } {
    this.#plan.aim(this);
    return this.#plan.view;
  }

  tally(series: number, index: number): Tally {
    return this.#series[series]!.tallies[index]!;
  }

  judge(value: number): BaselineVerdict | undefined {
    return this.#baseline?.judge(this.#header.at, value);
  }

  get rule(): string {
    return this.#rule.name;
  }

  /** Event time the group's windows end at, epoch milliseconds. */
  get end(): number {
    return this.#header.at;
  }

  /** Whether the rule fired less than its cooldown ago. */
  get cooling(): boolean {
    return this.#header.until !== undefined && this.#header.at < this.#header.until;
  }

  /** Event time until which the rule stays silent for the key, epoch milliseconds; undefined when it never fired with a cooldown. */
  get silentUntil(): number | undefined {
    return this.#header.until;
  }

  /** Business time from which on nothing of the group can matter any more, should nothing touch it until then. */
  get keptUntil(): number {
    return keptUntilOf(this.#rule, this.#header);
  }

  /** Measures that saw more than they may remember one by one, and estimate. */
  get full(): readonly string[] {
    const full = new Set<string>();
    for (const series of this.#series) for (const tally of series.tallies) if (tally.approximate) full.add(tally.definition);
    return full.size === 0 ? [] : this.#rule.measures.filter((measure) => full.has(measure.definition)).map((measure) => measure.name);
  }

  /** Why a measure has no value where one could be expected: the first such reason. */
  get lack(): MeasureValue['lack'] {
    const { doubtful } = this.#plan;
    if (doubtful.length === 0) return undefined;
    this.#plan.aim(this);
    for (const measure of doubtful) if (measure.lack !== undefined) return measure.lack;
    return undefined;
  }

  /** The group's flow control; undefined when its rule has none. */
  get gate(): FireGate | undefined {
    const { firing } = this.#rule;
    return firing && new FireGate(firing, (this.#header.gate ??= {}));
  }

  /** Lets event time pass: the windows end at `at`, unless they end later already. */
  moveTo(at: number): void {
    if (at <= this.#header.at) return;
    this.#learn(at);
    this.#header.at = at;
    for (const series of this.#series) series.advance(at);
  }

  /** Milliseconds of the shortest pane: how often the measures change without any event. Infinity without measures. */
  get finest(): number {
    return Math.min(...this.#rule.measures.map((measure) => measure.pane));
  }

  /** Milliseconds after which no event counts any more. */
  get longest(): number {
    return this.#plan.longest;
  }

  /** Takes a signal into the windows. `late`: it is older than every window that would have counted it, and changed nothing. */
  fold(signal: Signal): 'counted' | 'late' {
    const header = this.#header;
    if (signal.at > header.at) {
      this.#learn(signal.at);
      header.at = signal.at;
    }
    let late = false;
    let counted = false;
    for (const series of this.#series) {
      series.advance(header.at);
      const outcome = series.add(signal.at, header.at, signal.inputs);
      if (outcome === 'late') late = true;
      else counted ||= outcome !== 'idle';
    }
    return late && !counted ? 'late' : 'counted';
  }

  /** The rule's condition holds: what the windows hold now is not what is usual. */
  disturb(): void {
    if (this.#baseline?.disturb(this.#header.at)) this.#learnt = true;
  }

  /** Starts the cooldown: the rule fired at the group's newest event time. */
  fire(): void {
    this.#header.fired = this.#header.at;
    if (this.#rule.cooldown > 0) this.#header.until = this.#header.at + this.#rule.cooldown;
  }

  /** Writes what changed: the header, and the touched panes that do not lie in it. `now` is business time. */
  save(state: KeyedState, now: number): void {
    const lag = touchLag(this.#header.at, now);
    if (lag === undefined) delete this.#header.lag;
    else this.#header.lag = lag;
    for (const series of this.#series) if (series.touched.size > 0 || series.expired.length > 0) this.#saveSeries(series, state);
    if (this.#learnt && this.#baseline !== undefined) {
      const record: WrittenBaseline = { of: this.#rule.baseline!.definition, learnt: this.#baseline.record };
      state.set(baselineField(this.#rule.name, this.key), record);
      this.#learnt = false;
    }
    state.set(this.#field, this.#header);
  }

  /** Drops everything the group wrote. Does nothing when another object has the group's memory by now. */
  forget(state: KeyedState): void {
    const field = this.#field;
    if (state.has(field) && state.get(field) !== this.#header) return;
    for (const [name, written] of Object.entries(this.#header.panes)) {
      for (const pane of paneFields(this.#rule.name, this.key, name, written)) state.delete(pane);
    }
    if (this.#baseline !== undefined) state.delete(baselineField(this.#rule.name, this.key));
    state.delete(field);
    this.#header[open] = undefined;
  }

  #changeRule(rule: CompiledRule, state: KeyedState): void {
    const before = this.#rule.baseline;
    this.#rule = rule;
    this.#plan = planOf(rule);
    if (rule.baseline?.definition !== before?.definition) this.#openBaseline(state);
    else if (rule.baseline !== undefined) this.#baseline = new Baseline(rule.baseline.plan, this.#baseline!.record);
  }

  /** What was learnt under another definition is left behind; it goes when the group is forgotten or, where the rule has no baseline any more, with the state generation. */
  #openBaseline(state: KeyedState | undefined): void {
    const { baseline } = this.#rule;
    const written = baseline && state?.get<WrittenBaseline>(baselineField(this.#rule.name, this.key));
    this.#baseline = baseline && new Baseline(baseline.plan, written?.of === baseline.definition ? written.learnt : []);
  }

  /** Event time is about to pass to `at`: what the windows held at each border on the way is learnt before they move on. */
  #learn(at: number): void {
    if (this.#baseline === undefined) return;
    const { plain } = this.#plan;
    const learnt = this.#baseline.advance(at, (border) => {
      for (const series of this.#series) series.advance(border - 1);
      this.#plan.aim(this);
      const value = plain?.value;
      return typeof value === 'number' ? value : null;
    });
    if (learnt) this.#learnt = true;
  }

  #saveSeries(series: WindowSeries, state: KeyedState): void {
    const { name, panes, touched, expired } = series;
    const written = this.#header.panes[name] ?? [];
    const apart = written.length > 0 && !isInline(written);
    if (apart) for (const pane of expired) state.delete(paneField(this.#rule.name, this.key, name, pane));
    if (panes.length === 0) delete this.#header.panes[name];
    else if (!apart && panes.length <= inlinePanes && panes.every(isSmall)) {
      this.#header.panes[name] = panes.map(({ number, chunk, record }): InlinePane => [number, chunk, record]);
    } else {
      for (const pane of apart ? touched : panes) state.set(paneField(this.#rule.name, this.key, name, pane), pane.record);
      this.#header.panes[name] = writePanes(panes);
    }
    expired.length = 0;
    touched.clear();
  }
}

function keptUntilOf(rule: CompiledRule, { at, lag, until = 0, gate }: GroupHeader): number {
  const held = rule.firing !== undefined && gate !== undefined ? new FireGate(rule.firing, gate).span : 0;
  const span = Math.max(planOf(rule).longest, held, rule.baseline?.plan.history ?? 0);
  return Math.max(keptUntil(at, lag, span, gate?.wake), until);
}

function livePanes(rule: string, key: string, series: string, written: GroupHeader['panes'][string], state: KeyedState): Pane[] {
  if (isInline(written)) return written.map(([number, chunk, record]) => ({ number, chunk, record }));
  const panes: Pane[] = [];
  for (const place of readPanes(written)) {
    const record = state.get<PaneRecord>(paneField(rule, key, series, place));
    if (record !== undefined) panes.push({ ...place, record });
  }
  return panes;
}

/** Fields of a series' own records; none while its panes lie in the header. */
function paneFields(rule: string, key: string, series: string, written: GroupHeader['panes'][string]): string[] {
  return isInline(written) ? [] : readPanes(written).map((place) => paneField(rule, key, series, place));
}

function isSmall({ record }: Pane): boolean {
  for (const definition in record) {
    const cell = record[definition];
    if (typeof cell === 'object' && (Array.isArray(cell) ? cell : Object.keys(cell)).length > inlineMembers) return false;
  }
  return true;
}
