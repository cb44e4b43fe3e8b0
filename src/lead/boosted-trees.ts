import { ColumnBins } from './column-bins.ts';
import type { LeadColumns } from './feature-space.ts';

interface Leaf {
  readonly value: number;
}

interface Fork {
  readonly column: number;
  /** Bins up to this one go left. */
  readonly upTo: number;
  readonly left: Branch;
  readonly right: Branch;
  /** What a leaf here would have said: the change from fork to fork is what a column did. */
  readonly value: number;
}

type Branch = Leaf | Fork;

const RATE = 0.07;
const DEPTH = 4;
const LEAST_ROWS = 20;
const SHRINK = 3;
const MOST_TREES = 160;
const PATIENCE = 15;

/**
 * BoostedTrees is gradient boosting of small trees over binned columns (Friedman 2001, with the second-order leaf values of Chen and Guestrin 2016). It finds what a regression of single columns misses: thresholds, and
 * columns that only count together. It learns from all leads at once, so it stands beside the online model and does not replace it.
 */
export class BoostedTrees {
  readonly #bins: ColumnBins;
  readonly #start: number;
  readonly #trees: readonly Branch[];

  private constructor(bins: ColumnBins, start: number, trees: readonly Branch[]) {
    this.#bins = bins;
    this.#start = start;
    this.#trees = trees;
  }

  get size(): number {
    return this.#trees.length;
  }

  /** The log odds that a lead converts. */
  logOdds(lead: LeadColumns): number {
    const codes = this.#bins.codes(lead);
    return this.#trees.reduce((sum, tree) => sum + leafOf(tree, codes).value, this.#start);
  }

  /** What each column adds to the log odds on the lead's way through the trees. */
  byColumn(lead: LeadColumns): Map<string, number> {
    const codes = this.#bins.codes(lead);
    const sums = new Map<string, number>();
    for (const tree of this.#trees) {
      let branch = tree;
      while ('column' in branch) {
        const next = codes[branch.column]! <= branch.upTo ? branch.left : branch.right;
        const name = this.#bins.names[branch.column]!;
        sums.set(name, (sums.get(name) ?? 0) + next.value - branch.value);
        branch = next;
      }
    }
    return sums;
  }

  /** Fits trees to the leads at `taught`; how many is decided by those at `held`, whose loss must go on falling, or told by `trees`. */
  static fit(
    leads: readonly LeadColumns[],
    outcomes: readonly boolean[],
    taught: readonly number[],
    held: readonly number[],
    trees?: number,
  ): BoostedTrees {
    const bins = new ColumnBins(
      taught.map((at) => leads[at]!),
      taught.map((at) => outcomes[at]!),
    );
    const columns = bins.names.length;
    const rows = [...taught, ...held];
    const codes = rows.map((at) => bins.codes(leads[at]!));
    const targets = rows.map((at) => (outcomes[at]! ? 1 : 0));
    const share = (taught.reduce((sum, _, row) => sum + targets[row]!, 0) + 1) / (taught.length + 2);
    const start = Math.log(share / (1 - share));
    const scores = new Float64Array(rows.length).fill(start);
    const slopes = new Float64Array(rows.length);
    const bends = new Float64Array(rows.length);
    const grown: Branch[] = [];
    let best = { loss: Infinity, count: 0 };
    const everyRow = taught.map((_, row) => row);
    for (let round = 0; round < (trees ?? MOST_TREES); round++) {
      for (let row = 0; row < taught.length; row++) {
        const probability = 1 / (1 + Math.exp(-scores[row]!));
        slopes[row] = probability - targets[row]!;
        bends[row] = Math.max(1e-6, probability * (1 - probability));
      }
      const tree = grow(everyRow, codes, slopes, bends, columns, DEPTH);
      grown.push(tree);
      for (let row = 0; row < rows.length; row++) scores[row]! += leafOf(tree, codes[row]!).value;
      if (trees !== undefined || held.length === 0) continue;
      let loss = 0;
      for (let row = taught.length; row < rows.length; row++) {
        const towards = targets[row] === 1 ? scores[row]! : -scores[row]!;
        loss += towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards;
      }
      if (loss < best.loss) best = { loss, count: grown.length };
      else if (grown.length - best.count >= PATIENCE) break;
    }
    return new BoostedTrees(bins, start, trees !== undefined || held.length === 0 ? grown : grown.slice(0, best.count));
  }
}

function leafOf(tree: Branch, codes: Uint8Array): Branch {
  let branch = tree;
  while ('column' in branch) branch = codes[branch.column]! <= branch.upTo ? branch.left : branch.right;
  return branch;
}

function grow(
  rows: readonly number[],
  codes: readonly Uint8Array[],
  slopes: Float64Array,
  bends: Float64Array,
  columns: number,
  depth: number,
): Branch {
  let slope = 0;
  let bend = 0;
  for (const row of rows) {
    slope += slopes[row]!;
    bend += bends[row]!;
  }
  const value = (-RATE * slope) / (bend + SHRINK);
  if (depth === 0 || rows.length < 2 * LEAST_ROWS) return { value };
  const whole = (slope * slope) / (bend + SHRINK);
  let best = { gain: 1e-6, column: -1, upTo: 0 };
  const size = ColumnBins.most;
  const sums = new Float64Array(size * 3);
  for (let column = 0; column < columns; column++) {
    sums.fill(0);
    for (const row of rows) {
      const place = codes[row]![column]! * 3;
      sums[place]! += slopes[row]!;
      sums[place + 1]! += bends[row]!;
      sums[place + 2]! += 1;
    }
    let leftSlope = 0;
    let leftBend = 0;
    let leftRows = 0;
    for (let bin = 0; bin < size - 1; bin++) {
      if (sums[bin * 3 + 2] === 0) continue;
      leftSlope += sums[bin * 3]!;
      leftBend += sums[bin * 3 + 1]!;
      leftRows += sums[bin * 3 + 2]!;
      if (leftRows < LEAST_ROWS || rows.length - leftRows < LEAST_ROWS) continue;
      const right = slope - leftSlope;
      const gain = (leftSlope * leftSlope) / (leftBend + SHRINK) + (right * right) / (bend - leftBend + SHRINK) - whole;
      if (gain > best.gain) best = { gain, column, upTo: bin };
    }
  }
  if (best.column < 0) return { value };
  const { column, upTo } = best;
  const left = rows.filter((row) => codes[row]![column]! <= upTo);
  const right = rows.filter((row) => codes[row]![column]! > upTo);
  return {
    column,
    upTo,
    value,
    left: grow(left, codes, slopes, bends, columns, depth - 1),
    right: grow(right, codes, slopes, bends, columns, depth - 1),
  };
}
