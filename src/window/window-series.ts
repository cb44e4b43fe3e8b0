import type { CompiledMeasure } from './compiled-measure.ts';
import { makeTally } from './make-tally.ts';
import { chunkLimit, type Pane, type PaneRecord } from './pane-record.ts';
import { joins, sessionEnd, sessionStart, stretchPane } from './session-panes.ts';
import type { MeasureInputValue, Tally } from './tally.ts';
import { windowCalendar, type WindowCalendar } from './window-calendar.ts';

/**
 * WindowSeries holds the panes of one window of one group and the tallies of the measures that share it.
 *
 * - Sliding: a window of n panes covers the pane of the newest event time and the n − 1 before it. It never counts anything older than the window and forgets at most one pane too early.
 * - Tumbling: one pane, the whole window, fixed in time.
 * - Session: of the panes within the window, those that hang together with the newest event over gaps no longer than `gap`. The others are kept, because a late event may join them.
 */
export class WindowSeries {
  readonly name: string;
  /** Panes that are kept, in ascending order. */
  readonly panes: Pane[];
  readonly tallies: readonly Tally[];
  /** Panes whose record must be written, and those that must be deleted, with the next save. */
  readonly touched = new Set<Pane>();
  readonly expired: Pane[] = [];
  readonly #inputs: readonly number[];
  readonly #pane: number;
  readonly #count: number;
  readonly #gap: number | undefined;
  readonly #calendar: WindowCalendar | undefined;
  /** The panes that count: all of them, but for sessions. */
  readonly #live: Pane[];

  /** `measures` are those of the rule that share this series' window; `positions` are their places in a signal's inputs. */
  constructor(name: string, measures: readonly CompiledMeasure[], positions: readonly number[], panes: Pane[]) {
    const { window, pane, kind, zone, gap } = measures[0]!;
    this.name = name;
    this.panes = panes;
    this.#pane = pane;
    this.#count = kind === 'tumbling' ? 1 : Math.max(1, Math.floor(window / pane));
    this.#gap = kind === 'session' ? (gap ?? window) : undefined;
    this.#calendar = kind === 'tumbling' ? windowCalendar(window, zone) : undefined;
    this.#inputs = positions;
    this.#live = this.#gap === undefined ? panes : panes.slice(sessionStart(panes, this.#gap));
    this.tallies = measures.map((measure) => makeTally(measure, this.#live));
  }

  /** Event time at which the newest window is over for good (of a session: when its gap has passed), or undefined when it is empty or slides. */
  get over(): number | undefined {
    const newest = this.panes[this.panes.length - 1];
    if (newest === undefined) return undefined;
    if (this.#calendar) return this.#calendar.endOf(newest.number);
    // Whole milliseconds: an event exactly a gap later still belongs to the session.
    return this.#gap === undefined ? undefined : sessionEnd(this.panes)! + this.#gap + 1;
  }

  /** Lets panes go that the window, ending at event time `end`, no longer covers; a session whose gap has passed by then counts nothing any more. Returns whether any pane went. */
  advance(end: number): boolean {
    if (this.#live.length > 0 && this.#hasEnded(end)) this.#empty();
    const oldest = this.#numberOf(end) - this.#count + 1;
    let gone = 0;
    while (gone < this.panes.length && this.panes[gone]!.number < oldest) gone++;
    return gone > 0 && this.#drop(gone);
  }

  /** Forgets what was said of the newest event: time has passed without one. */
  pass(): void {
    for (const tally of this.tallies) tally.passed?.();
  }

  /** Lets everything go: the window was decided upon. */
  clear(): void {
    if (this.panes.length > 0) this.#drop(this.panes.length);
  }

  /**
   * Adds a signal's inputs to the pane of its own event time `at`, the window ending at `end`. `late` means that an input would have counted but lies before the window;
   * `opened` that a pane was added; `idle` that no measure of this series takes anything of the signal.
   */
  add(at: number, end: number, inputs: readonly MeasureInputValue[]): 'added' | 'opened' | 'late' | 'idle' {
    const number = this.#numberOf(at);
    const late = number <= this.#numberOf(end) - this.#count;
    const before = this.panes.length;
    let pane: Pane | undefined;
    let live = true;
    let refused = false;
    if (this.#gap !== undefined && !late) {
      // Every event of the group keeps the session going, whether a measure counts it or not.
      pane = this.#paneOf(number);
      this.touched.add(pane);
      const opened = this.panes.length > before;
      const stretched = stretchPane(pane, at) || pane !== this.panes[this.panes.length - 1];
      if (this.#hasEnded(end)) this.#empty();
      else if (stretched || this.#live.length === 0) this.#join(pane, opened);
      // The live panes are the last ones.
      live = this.#live.length > 0 && number >= this.#live[0]!.number;
    }
    for (let index = 0; index < this.tallies.length; index++) {
      const tally = this.tallies[index]!;
      const input = inputs[this.#inputs[index]!] ?? null;
      if (late || !tally.takes(input)) {
        tally.passed?.();
        refused ||= late && tally.takes(input);
        continue;
      }
      pane ??= this.#paneOf(number);
      if (tally.add(pane, input!, live)) this.touched.add(pane);
    }
    if (refused) return 'late';
    if (pane === undefined) return 'idle';
    return this.panes.length > before ? 'opened' : 'added';
  }

  #numberOf(at: number): number {
    return this.#calendar ? this.#calendar.numberOf(at) : Math.floor(at / this.#pane);
  }

  /** Whether more than its gap has passed since the newest event of a session when event time is `end`. */
  #hasEnded(end: number): boolean {
    return this.#gap !== undefined && (sessionEnd(this.panes) ?? -Infinity) < end - this.#gap;
  }

  #empty(): void {
    if (this.#live.length === 0) return;
    this.#live.length = 0;
    for (const tally of this.tallies) tally.rebuild(true);
  }

  #drop(gone: number): true {
    const apart = this.panes.length - this.#live.length;
    for (let index = 0; index < gone; index++) {
      const pane = this.panes[index]!;
      if (this.#gap === undefined || index >= apart) for (const tally of this.tallies) tally.paneExpired(pane);
      this.touched.delete(pane);
      this.expired.push(pane);
    }
    this.panes.splice(0, gone);
    if (this.#live !== this.panes) this.#live.splice(0, Math.max(0, gone - apart));
    for (const tally of this.tallies) tally.rebuild(false);
    return true;
  }

  /** The newest record of the pane of this number, opened in its place when there is none or it is full. */
  #paneOf(number: number): Pane {
    let place = this.panes.length;
    while (place > 0 && this.panes[place - 1]!.number > number) place--;
    const found = this.panes[place - 1];
    const known = found?.number === number;
    if (known && !isFull(found.record)) return found;
    const record: PaneRecord = {};
    const pane: Pane = { number, chunk: known ? found.chunk + 1 : 0, record };
    this.panes.splice(place, 0, pane);
    if (this.#gap === undefined) {
      const newest = place === this.panes.length - 1;
      for (const tally of this.tallies)
        if (newest) tally.paneOpened();
        else tally.rebuild(false);
    }
    // A pane may stay empty when a full tally refuses its first member; it is still listed, so it must be written.
    this.touched.add(pane);
    return pane;
  }

  /** Finds out anew which panes make the newest session, after one of them was opened or saw an event further back than before. */
  #join(pane: Pane, opened: boolean): void {
    const newest = pane === this.panes[this.panes.length - 1];
    if (opened && newest && joins(this.#live[this.#live.length - 1], pane, this.#gap!)) {
      // As nearly always: the session goes on.
      this.#live.push(pane);
      for (const tally of this.tallies) tally.paneOpened();
      return;
    }
    const start = sessionStart(this.panes, this.#gap!);
    const length = this.panes.length - start;
    if (length === this.#live.length && (!opened || pane.number < this.#live[0]!.number)) return;
    this.#live.splice(0, this.#live.length, ...this.panes.slice(start));
    for (const tally of this.tallies) tally.rebuild(true);
  }
}

function isFull(record: PaneRecord): boolean {
  for (const definition in record) {
    const cell = record[definition];
    // An average's pair is an array too, but a short one.
    if (Array.isArray(cell) && cell.length >= chunkLimit) return true;
  }
  return false;
}
