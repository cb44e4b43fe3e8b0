import { invert } from './invert.ts';

/**
 * MarkovChain is the first-order attribution model of Anderl et al. (2016): touches are states of a random walk from the start to a conversion or to nothing. It is fed with paths one by one and keeps
 * only how often one state followed another, so that its size depends on the number of channels and not of paths.
 *
 * A channel's removal effect is the share of conversions that is lost when every walk that comes to the channel ends there. Nothing is simulated: with the fundamental matrix N of the walk, the
 * chance to ever come to channel k is N[start,k] / N[k,k], and what is lost is that times the chance to convert from k.
 */
export class MarkovChain {
  readonly #places = new Map<string, number>();
  /** By the place of the state left; `START` is −1. Inner keys are places, or the two ends. */
  readonly #followed = new Map<number, Map<number, number>>();

  get channels(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** Counts a path that was walked `conversions` times to a conversion and `nulls` times to none. */
  add(path: readonly string[], conversions: number, nulls: number): void {
    const walks = conversions + nulls;
    if (path.length === 0 || !(walks > 0)) return;
    let from = START;
    for (const channel of path) {
      let to = this.#places.get(channel);
      if (to === undefined) {
        to = this.#places.size;
        this.#places.set(channel, to);
      }
      // Staying changes nothing in where a walk ends, and leaving it out keeps the matrix far from singular.
      if (to !== from) this.#count(from, to, walks);
      from = to;
    }
    if (conversions > 0) this.#count(from, CONVERSION, conversions);
    if (nulls > 0) this.#count(from, NOTHING, nulls);
  }

  /** The share of all conversions that is lost without each channel, in [0, 1]; all nought when nothing converted. */
  removalEffects(): Map<string, number> {
    const size = this.#places.size;
    const start = this.#chances(START, size);
    const matrix: Float64Array[] = [];
    const converts = new Float64Array(size);
    for (let from = 0; from < size; from++) {
      const { next, conversion } = this.#chances(from, size);
      for (let to = 0; to < size; to++) next[to] = (to === from ? 1 : 0) - next[to]!;
      matrix.push(next);
      converts[from] = conversion;
    }
    const inverse = invert(matrix);
    const effects = new Map<string, number>();
    const fromEach = inverse.map((row) => row.reduce((sum, value, place) => sum + value * converts[place]!, 0));
    const all = start.next.reduce((sum, chance, place) => sum + chance * fromEach[place]!, start.conversion);
    for (const [channel, place] of this.#places) {
      const visits = start.next.reduce((sum, chance, from) => sum + chance * inverse[from]![place]!, 0);
      const reached = visits / inverse[place]![place]!;
      effects.set(channel, all > 0 ? Math.min(1, Math.max(0, (reached * fromEach[place]!) / all)) : 0);
    }
    return effects;
  }

  /** Each channel's share in the conversions: its removal effect among all. Shares sum to 1, or are nought when nothing converted. */
  shares(): Map<string, number> {
    const effects = this.removalEffects();
    let sum = 0;
    for (const effect of effects.values()) sum += effect;
    return new Map([...effects].map(([channel, effect]) => [channel, sum > 0 ? effect / sum : 0]));
  }

  /** The counts as plain JSON, to be kept between runs; `MarkovChain.from` reads them back. */
  toJSON(): MarkovCounts {
    const counts = [...this.#followed].flatMap(([from, next]) =>
      [...next].map(([to, count]): [number, number, number] => [from, to, count]),
    );
    return { version: 1, channels: this.channels, counts };
  }

  static from({ channels, counts }: MarkovCounts): MarkovChain {
    const chain = new MarkovChain();
    for (const channel of channels) chain.#places.set(channel, chain.#places.size);
    for (const [from, to, count] of counts) chain.#count(from, to, count);
    return chain;
  }

  #count(from: number, to: number, walks: number): void {
    let next = this.#followed.get(from);
    if (next === undefined) this.#followed.set(from, (next = new Map()));
    next.set(to, (next.get(to) ?? 0) + walks);
  }

  #chances(from: number, size: number): { next: Float64Array; conversion: number } {
    const next = new Float64Array(size);
    let conversion = 0;
    let sum = 0;
    const counted = this.#followed.get(from) ?? [];
    for (const [, count] of counted) sum += count;
    for (const [to, count] of counted) {
      if (to >= 0) next[to] = count / sum;
      else if (to === CONVERSION) conversion = count / sum;
    }
    return { next, conversion };
  }
}

/** What a chain has counted: [state left, state entered, times]; −1 is the start, −2 a conversion, −3 no conversion. */
export interface MarkovCounts {
  readonly version: 1;
  readonly channels: readonly string[];
  readonly counts: readonly (readonly [number, number, number])[];
}

const START = -1;
const CONVERSION = -2;
const NOTHING = -3;
