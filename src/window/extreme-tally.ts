import type { Pane } from './pane-record.ts';
import type { MeasureInputValue, Tally } from './tally.ts';

/** ExtremeTally is the smallest or the largest value over the live panes of a series. It keeps the extreme of all panes but the newest and looks at all of them only when some left. */
export class ExtremeTally implements Tally {
  readonly definition: string;
  readonly #panes: readonly Pane[];
  readonly #pick: (a: number, b: number) => number;
  readonly #none: number;
  #closed: number;
  #stale = true;

  constructor(fn: 'min' | 'max', definition: string, panes: readonly Pane[]) {
    this.definition = definition;
    this.#panes = panes;
    this.#pick = fn === 'min' ? Math.min : Math.max;
    this.#none = fn === 'min' ? Infinity : -Infinity;
    this.#closed = this.#none;
  }

  /** The extreme, or null when nothing was added. */
  get value(): number | null {
    if (this.#stale) {
      this.#closed = this.#none;
      for (let index = 0; index < this.#panes.length - 1; index++) this.#close(this.#panes[index]!);
      this.#stale = false;
    }
    const cell = this.#panes[this.#panes.length - 1]?.record[this.definition];
    const best = typeof cell === 'number' ? this.#pick(this.#closed, cell) : this.#closed;
    return Number.isFinite(best) ? best : null;
  }

  takes(input: MeasureInputValue): boolean {
    return typeof input === 'number' && Number.isFinite(input);
  }

  add(pane: Pane, input: number | string, live: boolean): boolean {
    const cell = pane.record[this.definition];
    if (typeof cell === 'number' && this.#pick(cell, input as number) === cell) return false;
    pane.record[this.definition] = input as number;
    if (live && pane !== this.#panes[this.#panes.length - 1]) this.#closed = this.#pick(this.#closed, input as number);
    return true;
  }

  paneOpened(): void {
    const closed = this.#panes[this.#panes.length - 2];
    if (closed !== undefined && !this.#stale) this.#close(closed);
  }

  paneExpired(_pane: Pane): void {}

  rebuild(): void {
    this.#stale = true;
  }

  #close(pane: Pane): void {
    const cell = pane.record[this.definition];
    if (typeof cell === 'number') this.#closed = this.#pick(this.#closed, cell);
  }
}
