import { addDecimals } from './add-decimals.ts';
import type { Pane } from './pane-record.ts';
import type { MeasureInputValue, Tally } from './tally.ts';

/**
 * NumberTally is a count, a sum, an average or a share over the live panes of a series. It adds pane by pane in ascending order and keeps the total of all panes but the newest. Nothing
 * is ever taken away from a total: when panes leave, what is left is added up anew, so no rounding stays behind and the value is the same to the last bit whether it grew signal by
 * signal or was rebuilt from stored panes.
 */
export class NumberTally implements Tally {
  readonly definition: string;
  readonly #fn: 'count' | 'sum' | 'avg' | 'ratio';
  readonly #panes: readonly Pane[];
  #closedSum = 0;
  #closedCount = 0;
  /** The total of the closed panes must be added up anew before it is read. */
  #stale = true;

  constructor(fn: 'count' | 'sum' | 'avg' | 'ratio', definition: string, panes: readonly Pane[]) {
    this.#fn = fn;
    this.definition = definition;
    this.#panes = panes;
  }

  /** The measure's value; an average or ratio of nothing is null, a count or sum of nothing is 0. */
  get value(): number | null {
    if (this.#stale) this.#addUp();
    const newest = this.#panes[this.#panes.length - 1];
    const cell = newest?.record[this.definition];
    if (this.#fn === 'count' || this.#fn === 'sum') return addDecimals(this.#closedSum, typeof cell === 'number' ? cell : 0);
    const [sum, count] = pairOf(cell);
    const total = this.#closedCount + count;
    return total === 0 ? null : addDecimals(this.#closedSum, sum) / total;
  }

  /** How many inputs an average or a ratio stands on. */
  get weight(): number {
    if (this.#stale) this.#addUp();
    return this.#closedCount + pairOf(this.#panes[this.#panes.length - 1]?.record[this.definition])[1];
  }

  /** Whether this input counts: a count takes anything but null, the others take finite numbers. */
  takes(input: MeasureInputValue): boolean {
    return this.#fn === 'count' ? input !== null : typeof input === 'number' && Number.isFinite(input);
  }

  add(pane: Pane, input: number | string, _live: boolean): boolean {
    const cell = pane.record[this.definition];
    if (this.#fn === 'avg' || this.#fn === 'ratio') {
      const pair = pairOf(cell);
      if (pair === nothing) pane.record[this.definition] = [input as number, 1];
      else {
        pair[0] = addDecimals(pair[0], input as number);
        pair[1] += 1;
      }
    } else {
      const amount = this.#fn === 'count' ? 1 : (input as number);
      pane.record[this.definition] = addDecimals(typeof cell === 'number' ? cell : 0, amount);
    }
    if (pane !== this.#panes[this.#panes.length - 1]) this.#stale = true;
    return true;
  }

  paneOpened(): void {
    if (this.#stale) return;
    const closed = this.#panes[this.#panes.length - 2];
    if (closed !== undefined) this.#close(closed);
  }

  /** A number needs nothing done for a single pane: `rebuild` follows. */
  paneExpired(_pane: Pane): void {}

  rebuild(): void {
    this.#stale = true;
  }

  #addUp(): void {
    this.#closedSum = 0;
    this.#closedCount = 0;
    for (let index = 0; index < this.#panes.length - 1; index++) this.#close(this.#panes[index]!);
    this.#stale = false;
  }

  #close(pane: Pane): void {
    const cell = pane.record[this.definition];
    if (typeof cell === 'number') this.#closedSum = addDecimals(this.#closedSum, cell);
    else if (cell !== undefined) {
      const [sum, count] = pairOf(cell);
      this.#closedSum = addDecimals(this.#closedSum, sum);
      this.#closedCount += count;
    }
  }
}

const nothing: [sum: number, count: number] = [0, 0];

function pairOf(cell: Pane['record'][string] | undefined): [sum: number, count: number] {
  return Array.isArray(cell) && typeof cell[0] === 'number' ? (cell as [number, number]) : nothing;
}
