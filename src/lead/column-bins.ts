import type { LeadColumns } from './feature-space.ts';

type Value = LeadColumns[number][1];

/** Weight of the mean of all in the mean of a word: one seen so often stands halfway between the two. */
const PRIOR = 20;
/** A word in fewer leads has no place of its own: the order of rare words would give away the outcomes of the very leads it was made from. */
const RARE = 20;

/**
 * ColumnBins gives every value of a lead a small number, column by column, so that trees can ask "up to which". Bin 0 is for what is not known; numbers fall between quantiles; words stand in the order of how often leads
 * with them converted, drawn toward the mean where they are few, and a rare word stands at the mean, as does one not seen before.
 */
export class ColumnBins {
  static readonly most = 48;
  readonly names: readonly string[];
  readonly #edges: readonly (readonly number[])[];
  readonly #words: readonly ReadonlyMap<string, number>[];
  readonly #strange: readonly number[];

  constructor(leads: readonly LeadColumns[], outcomes: readonly boolean[]) {
    this.names = leads[0]?.map(([name]) => name) ?? [];
    const share = outcomes.filter(Boolean).length / Math.max(1, outcomes.length);
    const half = ColumnBins.most / 2;
    const learned = this.names.map((_, column) => {
      const numbers: number[] = [];
      const words = new Map<string, { count: number; converted: number }>();
      for (const [at, lead] of leads.entries()) {
        const value = lead[column]?.[1];
        if (typeof value === 'number') numbers.push(value);
        else if (value !== undefined && value !== null && value !== '') {
          const seen = words.get(String(value)) ?? { count: 0, converted: 0 };
          seen.count += 1;
          if (outcomes[at] === true) seen.converted += 1;
          words.set(String(value), seen);
        }
      }
      const rated = [...words]
        .filter(([, { count }]) => count >= RARE)
        .map(([word, { count, converted }]) => ({
          word,
          count,
          rate: (converted + PRIOR * share) / (count + PRIOR),
        }));
      rated.sort((one, other) => one.rate - other.rate || (one.word < other.word ? -1 : 1));
      const total = rated.reduce((sum, { count }) => sum + count, 0);
      const places = new Map<string, number>();
      let before = 0;
      let strange = 1;
      for (const { word, count, rate } of rated) {
        // Words share a bin only where there are more of them than bins: by the share of leads they stand for.
        const place = rated.length <= half - 2 ? places.size : Math.floor((before / total) * (half - 2));
        places.set(word, 1 + place);
        if (rate <= share) strange = 1 + place;
        before += count;
      }
      return { edges: quantiles(numbers, half - 1), places, strange };
    });
    this.#edges = learned.map(({ edges }) => edges);
    this.#words = learned.map(({ places }) => places);
    this.#strange = learned.map(({ strange }) => strange);
  }

  /** The bins of a lead, in the order of `names`. The lead's columns must stand in that order too. */
  codes(lead: LeadColumns): Uint8Array {
    return Uint8Array.from(this.names, (_, column) => this.#code(column, lead[column]?.[1]));
  }

  #code(column: number, value: Value): number {
    if (value === undefined || value === null || value === '') return 0;
    if (typeof value !== 'number') return this.#words[column]!.get(String(value)) ?? this.#strange[column]!;
    const edges = this.#edges[column]!;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value >= edges[middle]!) low = middle + 1;
      else high = middle;
    }
    // Words stand below, numbers above, so that a column with both can be told apart.
    return ColumnBins.most / 2 + low;
  }
}

function quantiles(numbers: number[], count: number): number[] {
  numbers.sort((one, other) => one - other);
  const edges: number[] = [];
  for (let part = 1; part <= count; part++) {
    const edge = numbers[Math.floor((numbers.length * part) / (count + 1))];
    if (edge !== undefined && edge > numbers[0]! && edges.at(-1) !== edge) edges.push(edge);
  }
  return edges;
}
