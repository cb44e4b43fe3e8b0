/** A lead as the model sees it: numbers of features and how strongly each stands. */
export interface FeatureVector {
  readonly ids: readonly number[];
  readonly values: readonly number[];
}

interface Column {
  seen: number;
  mean: number;
  squares: number;
  /** A sample of the values, evenly drawn from all that were seen. */
  readonly sample: number[];
  edges: number[];
  nextEdges: number;
  /** The values themselves while there are few of them: a rate or an index that changes once a month is a name rather than an amount. */
  distinct: Set<number> | undefined;
}

/** How a feature space is written down between runs. */
export interface FeatureSpaceState {
  readonly names: readonly string[];
  readonly counts: readonly number[];
  readonly columns: readonly {
    readonly name: string;
    readonly seen: number;
    readonly mean: number;
    readonly squares: number;
    readonly sample: readonly number[];
    readonly edges: readonly number[];
    readonly nextEdges: number;
    readonly distinct?: readonly number[];
  }[];
  readonly observed: number;
  readonly draws: number;
}

const SAMPLE = 512;
const BINS = 10;
const FEW_VALUES = 40;
/** A text must have been seen so often before it is a feature of its own; rarer ones share one. Names and ids of leads thus never become features. */
const RARE = 3;
/** Columns of one lead that may be crossed with each other, the first ones; the pairs of more would be too many. */
const MOST_CROSSED = 40;
/** What is crossed must have been seen so often, and not in nearly every lead: other pairs say no more than their parts. */
const CROSSED_FROM = 20;
const NEARLY_ALL = 0.98;
/** Stand between column and value, and between the two of a pair; neither is written by people. */
const OF = '\u0000';
const AND = '\u0001';
const DENSE = 0.3;
const CROSSED = 0.2;

/**
 * FeatureSpace turns what is known of leads into features, and learns while it reads: texts and switches become one feature each; numbers become their distance from the mean, the tenth of the
 * values they fall into, and themselves where only few values occur; what is not known is a feature too, because it often says something. With `crosses`, every pair of columns has features as well.
 * Its size is bounded by `most` features: later ones are passed over.
 */
export class FeatureSpace {
  readonly #crosses: boolean;
  readonly #most: number;
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #counts: number[] = [];
  readonly #columns = new Map<string, Column>();
  #observed = 0;
  #draws = 1;

  constructor(crosses: boolean, most = 50_000) {
    this.#crosses = crosses;
    this.#most = most;
  }

  get size(): number {
    return this.#names.length;
  }

  /** The columns a feature speaks of: one, or the two of a pair. */
  columnsOf(id: number): string[] {
    return this.#names[id]!.split(AND).map((token) => token.split(OF)[0]!);
  }

  /** Takes note of a lead's values, without looking at what became of it. */
  observe(lead: LeadColumns): void {
    for (const [name, value] of lead) {
      if (typeof value === 'number') this.#observeNumber(name, value);
    }
    const tokens = this.#tokens(lead);
    for (const token of tokens.named) this.#count(token);
    this.#observed += 1;
    if (this.#crosses) forPairs(this.#crossing(tokens.crossing), (one, other) => this.#count(`${one}${AND}${other}`));
  }

  /** The features of a lead. Only those that were observed before, and often enough, are in it. */
  encode(lead: LeadColumns): FeatureVector {
    const ids: number[] = [];
    const values: number[] = [];
    const tokens = this.#tokens(lead);
    const add = (token: string, value: number): boolean => {
      const id = this.#ids.get(token);
      if (id === undefined || this.#counts[id]! < RARE) return false;
      ids.push(id);
      values.push(value);
      return true;
    };
    for (const token of tokens.named) if (!add(token, 1)) add(rareOf(token), 1);
    for (const [name, value] of tokens.dense) add(name, value);
    if (this.#crosses) forPairs(this.#crossing(tokens.crossing), (one, other) => void add(`${one}${AND}${other}`, CROSSED));
    return { ids, values };
  }

  toJSON(): FeatureSpaceState {
    return {
      names: this.#names,
      counts: this.#counts,
      observed: this.#observed,
      draws: this.#draws,
      columns: [...this.#columns].map(([name, { distinct, ...column }]) =>
        distinct === undefined ? { name, ...column } : { name, ...column, distinct: [...distinct] },
      ),
    };
  }

  static from(state: FeatureSpaceState, crosses: boolean, most?: number): FeatureSpace {
    const space = new FeatureSpace(crosses, most);
    for (const [id, name] of state.names.entries()) {
      space.#ids.set(name, id);
      space.#names.push(name);
      space.#counts.push(state.counts[id] ?? 0);
    }
    for (const { name, distinct, sample, edges, ...column } of state.columns)
      space.#columns.set(name, {
        ...column,
        sample: [...sample],
        edges: [...edges],
        distinct: distinct === undefined ? undefined : new Set(distinct),
      });
    space.#observed = state.observed;
    space.#draws = state.draws;
    return space;
  }

  #tokens(lead: LeadColumns): { named: string[]; crossing: string[]; dense: [string, number][] } {
    const named: string[] = [];
    const crossing: string[] = [];
    const dense: [string, number][] = [];
    for (const [name, value] of lead) {
      if (value === undefined || value === null || value === '') {
        named.push(`${name}${OF}?`);
        crossing.push(`${name}${OF}?`);
      } else if (typeof value !== 'number') {
        named.push(`${name}${OF}${String(value)}`);
        crossing.push(`${name}${OF}${String(value)}`);
      } else {
        const column = this.#columns.get(name);
        if (column === undefined) continue;
        const spread = Math.sqrt(column.squares / column.seen);
        const distance = spread > 0 ? Math.max(-3, Math.min(3, (value - column.mean) / spread)) : 0;
        dense.push([name, distance * DENSE]);
        let bin = 0;
        while (bin < column.edges.length && value >= column.edges[bin]!) bin++;
        named.push(`${name}${OF}#${bin}`);
        crossing.push(`${name}${OF}#${bin}`);
        if (column.distinct !== undefined) named.push(`${name}${OF}${value}`);
      }
    }
    return { named, crossing, dense };
  }

  #crossing(tokens: readonly string[]): string[] {
    const crossing: string[] = [];
    for (const token of tokens) {
      const count = this.#counts[this.#ids.get(token) ?? -1] ?? 0;
      if (count >= CROSSED_FROM && count < NEARLY_ALL * this.#observed && crossing.length < MOST_CROSSED) crossing.push(token);
    }
    return crossing;
  }

  #observeNumber(name: string, value: number): void {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = { seen: 0, mean: 0, squares: 0, sample: [], edges: [], nextEdges: 64, distinct: new Set() };
      this.#columns.set(name, column);
      this.#intern(name, RARE);
    }
    column.seen += 1;
    const away = value - column.mean;
    column.mean += away / column.seen;
    column.squares += away * (value - column.mean);
    if (column.sample.length < SAMPLE) column.sample.push(value);
    else {
      const place = Math.floor(this.#draw() * column.seen);
      if (place < SAMPLE) column.sample[place] = value;
    }
    if (column.distinct !== undefined) {
      column.distinct.add(value);
      if (column.distinct.size > FEW_VALUES) column.distinct = undefined;
    }
    // Tenths are cut anew each time the number of values has doubled: often while little is known, and hardly ever later, when weights hang on them.
    if (column.seen === column.nextEdges) {
      column.nextEdges *= 2;
      column.edges = tenths(column.sample);
    }
  }

  #count(token: string): void {
    const id = this.#intern(token, 0);
    if (id !== undefined) this.#counts[id]! += 1;
  }

  #intern(token: string, count: number): number | undefined {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    if (this.#names.length >= this.#most) return undefined;
    const id = this.#names.length;
    this.#ids.set(token, id);
    this.#names.push(token);
    this.#counts.push(count);
    // The feature that the rare texts of a column share is there from the first of them.
    if (!token.includes(AND) && token.includes(OF)) this.#intern(rareOf(token), RARE);
    return id;
  }

  /** A number in [0, 1), the next of a fixed row, so that the same leads make the same model. */
  #draw(): number {
    this.#draws = (Math.imul(this.#draws, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#draws / 4_294_967_296;
  }
}

/** The values of a lead as pairs of name and value, always in the same order. */
export type LeadColumns = readonly (readonly [name: string, value: string | number | boolean | null | undefined])[];

function forPairs(tokens: readonly string[], visit: (one: string, other: string) => void): void {
  for (let one = 0; one < tokens.length; one++)
    for (let other = one + 1; other < tokens.length; other++) visit(tokens[one]!, tokens[other]!);
}

function rareOf(token: string): string {
  return `${token.slice(0, token.indexOf(OF))}${OF}(rare)`;
}

function tenths(sample: readonly number[]): number[] {
  const sorted = sample.toSorted((one, other) => one - other);
  const edges: number[] = [];
  for (let part = 1; part < BINS; part++) {
    const edge = sorted[Math.floor((sorted.length * part) / BINS)]!;
    if (edges.at(-1) !== edge) edges.push(edge);
  }
  return edges;
}
