import type { Pane } from './pane-record.ts';
import type { MeasureInputValue, Tally } from './tally.ts';
import { bucketValue, valueBucket } from './value-bucket.ts';

/** Most buckets of one pane: they reach over more than eight decades of values; what is spread wider goes into the nearest bucket there is. */
export const bucketLimit = 1_024;

type Buckets = { [bucket: string]: number };

/**
 * PercentileTally keeps how many values fell into each bucket, pane by pane, and the sum over the live panes in order of value. Counts are whole numbers, so a pane that leaves
 * is taken away without a trace. A value is added in the time of a search among the buckets in use.
 */
export class PercentileTally implements Tally {
  readonly definition: string;
  readonly #panes: readonly Pane[];
  /** Buckets in use over all live panes, ascending, and how many values lie in each. */
  #buckets: number[] = [];
  #counts: number[] = [];
  #total = 0;

  constructor(definition: string, panes: readonly Pane[]) {
    this.definition = definition;
    this.#panes = panes;
    this.rebuild(true);
  }

  /** The median. */
  get value(): number | null {
    return this.percentile(50);
  }

  /** The value that `share` of a hundred values do not exceed (the nearest rank), to `percentileError` of itself; null when there are none. */
  percentile(share: number): number | null {
    if (this.#total === 0) return null;
    const rank = Math.max(1, Math.ceil((share / 100) * this.#total - 1e-9));
    // From the nearer end: what is asked for is mostly near the top.
    let index = 0;
    if (share <= 50) for (let below = this.#counts[0]!; below < rank; below += this.#counts[index]!) index++;
    else {
      index = this.#counts.length - 1;
      for (let above = this.#counts[index]!; above <= this.#total - rank; above += this.#counts[index]!) index--;
    }
    return bucketValue(this.#buckets[index]!);
  }

  takes(input: MeasureInputValue): boolean {
    return typeof input === 'number' && Number.isFinite(input);
  }

  add(pane: Pane, input: number | string, live: boolean): boolean {
    let cell = bucketsOf(pane, this.definition);
    if (cell === undefined) pane.record[this.definition] = cell = {};
    let bucket = valueBucket(input as number);
    const known = cell[bucket];
    if (known === undefined) bucket = roomFor(cell, bucket);
    cell[bucket] = (cell[bucket] ?? 0) + 1;
    if (live) this.#change(bucket, 1);
    return true;
  }

  paneOpened(): void {}

  paneExpired(pane: Pane): void {
    const cell = bucketsOf(pane, this.definition);
    for (const bucket in cell) this.#change(Number(bucket), -cell[bucket]!);
  }

  rebuild(all: boolean): void {
    if (!all) return;
    this.#buckets = [];
    this.#counts = [];
    this.#total = 0;
    for (const pane of this.#panes) {
      const cell = bucketsOf(pane, this.definition);
      for (const bucket in cell) this.#change(Number(bucket), cell[bucket]!);
    }
  }

  #change(bucket: number, by: number): void {
    const buckets = this.#buckets;
    let low = 0;
    let high = buckets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (buckets[middle]! < bucket) low = middle + 1;
      else high = middle;
    }
    this.#total += by;
    if (buckets[low] !== bucket) {
      buckets.splice(low, 0, bucket);
      this.#counts.splice(low, 0, by);
      return;
    }
    const left = this.#counts[low]! + by;
    if (left > 0) this.#counts[low] = left;
    else {
      buckets.splice(low, 1);
      this.#counts.splice(low, 1);
    }
  }
}

function bucketsOf(pane: Pane, definition: string): Buckets | undefined {
  const cell = pane.record[definition];
  return typeof cell === 'object' && !Array.isArray(cell) ? cell : undefined;
}

/** The bucket itself while a pane has room for it, else the nearest one that is in use. */
function roomFor(cell: Buckets, bucket: number): number {
  const used = Object.keys(cell);
  if (used.length < bucketLimit) return bucket;
  let nearest = Infinity;
  for (const one of used) {
    const other = Number(one);
    const nearer = Math.abs(other - bucket) - Math.abs(nearest - bucket);
    if (nearer < 0 || (nearer === 0 && other < nearest)) nearest = other;
  }
  return nearest;
}
