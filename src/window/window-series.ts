import type { CompiledMeasure } from './compiled-measure.ts';
import { DistinctTally } from './distinct-tally.ts';
import { NumberTally } from './number-tally.ts';
import { chunkLimit, type Pane, type PaneRecord } from './pane-record.ts';

/**
 * WindowSeries holds the live panes of one window length of one group and the tallies of the measures that share it.
 * A window of n panes covers the pane of the newest event time and the n − 1 before it: it never counts anything older than the window and forgets at most one pane too early.
 */
export class WindowSeries {
  readonly name: string;
  /** Live panes in ascending order. */
  readonly panes: Pane[];
  readonly tallies: readonly (NumberTally | DistinctTally)[];
  /** Panes whose record must be written, and those that must be deleted, with the next save. */
  readonly touched = new Set<Pane>();
  readonly expired: Pane[] = [];
  readonly #inputs: readonly number[];
  readonly #pane: number;
  readonly #count: number;

  /** `measures` are those of the rule that share this series' window and pane; `positions` are their places in a signal's inputs. */
  constructor(name: string, measures: readonly CompiledMeasure[], positions: readonly number[], panes: Pane[]) {
    const first = measures[0]!;
    this.name = name;
    this.panes = panes;
    this.#pane = first.pane;
    this.#count = Math.max(1, Math.floor(first.window / first.pane));
    this.#inputs = positions;
    this.tallies = measures.map((measure) =>
      measure.fn === 'distinct' ? new DistinctTally(measure.definition, panes) : new NumberTally(measure.fn, measure.definition, panes),
    );
    for (const tally of this.tallies) tally.panesChanged();
  }

  /** Lets panes go that the window, ending at event time `end`, no longer covers. Returns whether any went. */
  advance(end: number): boolean {
    const oldest = Math.floor(end / this.#pane) - this.#count + 1;
    let gone = 0;
    while (gone < this.panes.length && this.panes[gone]!.number < oldest) {
      const pane = this.panes[gone]!;
      for (const tally of this.tallies) tally.paneExpired(pane);
      this.touched.delete(pane);
      this.expired.push(pane);
      gone++;
    }
    if (gone === 0) return false;
    this.panes.splice(0, gone);
    for (const tally of this.tallies) tally.panesChanged();
    return true;
  }

  /**
   * Adds a signal's inputs to the pane of its own event time `at`, the window ending at `end`. `late` means that an input would have counted but lies before the window;
   * `opened` that a pane was added; `idle` that no measure of this series takes anything of the signal.
   */
  add(at: number, end: number, inputs: readonly (number | string | null)[]): 'added' | 'opened' | 'late' | 'idle' {
    const number = Math.floor(at / this.#pane);
    const late = number <= Math.floor(end / this.#pane) - this.#count;
    let pane: Pane | undefined;
    let opened = false;
    for (let index = 0; index < this.tallies.length; index++) {
      const tally = this.tallies[index]!;
      const input = inputs[this.#inputs[index]!] ?? null;
      if (!tally.takes(input)) continue;
      if (late) return 'late';
      if (pane === undefined) {
        const before = this.panes.length;
        pane = this.#paneOf(number);
        opened = this.panes.length > before;
      }
      if (tally.add(pane, input!)) this.touched.add(pane);
    }
    if (pane === undefined) return 'idle';
    return opened ? 'opened' : 'added';
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
    for (const tally of this.tallies) tally.panesChanged();
    // A pane may stay empty when a full tally refuses its first member; it is still listed, so it must be written.
    this.touched.add(pane);
    return pane;
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
