import type { MeasureValue } from './measure-value.ts';
import type { Pane } from './pane-record.ts';

/**
 * NumberTally is a count, sum or average over the live panes of a series. It adds pane by pane in ascending order and keeps the total of all panes but the newest,
 * so a signal costs constant time and the value is the same to the last bit whether it grew signal by signal or was rebuilt from stored panes.
 */
export class NumberTally implements MeasureValue {
  readonly definition: string;
  readonly #fn: 'count' | 'sum' | 'avg';
  readonly #panes: readonly Pane[];
  #closedSum = 0;
  #closedCount = 0;

  constructor(fn: 'count' | 'sum' | 'avg', definition: string, panes: readonly Pane[]) {
    this.#fn = fn;
    this.definition = definition;
    this.#panes = panes;
  }

  /** The measure's value; an average of nothing is null, a count or sum of nothing is 0. */
  get value(): number | null {
    const newest = this.#panes[this.#panes.length - 1];
    const cell = newest?.record[this.definition];
    if (this.#fn !== 'avg') return this.#closedSum + (typeof cell === 'number' ? cell : 0);
    const [sum, count] = pairOf(cell);
    const total = this.#closedCount + count;
    return total === 0 ? null : (this.#closedSum + sum) / total;
  }

  /** Whether this input counts: a count takes anything but null, sum and average take finite numbers. */
  takes(input: number | string | null): boolean {
    return this.#fn === 'count' ? input !== null : typeof input === 'number' && Number.isFinite(input);
  }

  /** Adds an input that it takes to a pane of the series. Returns whether the pane's record changed: always. */
  add(pane: Pane, input: number | string): boolean {
    const cell = pane.record[this.definition];
    if (this.#fn === 'avg') {
      const [sum, count] = pairOf(cell);
      pane.record[this.definition] = [sum + (input as number), count + 1];
    } else {
      const amount = this.#fn === 'count' ? 1 : (input as number);
      pane.record[this.definition] = (typeof cell === 'number' ? cell : 0) + amount;
    }
    if (pane !== this.#panes[this.#panes.length - 1]) this.panesChanged();
    return true;
  }

  /** To be called when panes were added to or removed from the series. */
  panesChanged(): void {
    this.#closedSum = 0;
    this.#closedCount = 0;
    for (let index = 0; index < this.#panes.length - 1; index++) {
      const cell = this.#panes[index]!.record[this.definition];
      if (typeof cell === 'number') this.#closedSum += cell;
      else if (cell !== undefined) {
        const [sum, count] = pairOf(cell);
        this.#closedSum += sum;
        this.#closedCount += count;
      }
    }
  }

  /** A number needs nothing done for a single pane: `panesChanged` follows. */
  paneExpired(_pane: Pane): void {}

  /** A number has no bound. */
  get full(): boolean {
    return false;
  }
}

const nothing: readonly [number, number] = [0, 0];

function pairOf(cell: Pane['record'][string] | undefined): readonly [number, number] {
  return Array.isArray(cell) && typeof cell[0] === 'number' ? (cell as [number, number]) : nothing;
}
