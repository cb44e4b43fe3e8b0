/**
 * Extremes knows how great the greatest deviation of a block of rows usually is, and how much that varies: the location and scale of block maxima (Gumbel, Statistics of Extremes, 1958).
 * A deviation is then judged by how rare it is as a maximum and not as a row, which holds for series with light and with heavy tails alike. Three numbers learnt, two of the open block.
 */
export class Extremes {
  #location: number;
  #scale: number;
  #blocks: number;
  #greatest: number;
  #rows: number;

  constructor(record: readonly number[] = [3, 1, 0, 0, 0]) {
    [this.#location = 3, this.#scale = 1, this.#blocks = 0, this.#greatest = 0, this.#rows = 0] = record;
  }

  /** How many usual spreads of block maxima a deviation lies above the usual maximum; below it, negative. */
  judge(deviation: number): number {
    return (deviation - this.#location) / this.#scale;
  }

  /** Learns of one more row. What an extraordinary block teaches is bounded, so that an incident does not become the measure of the next. */
  learn(deviation: number, block: number, weight: number): void {
    if (deviation > this.#greatest) this.#greatest = deviation;
    if (++this.#rows < block) return;
    this.#blocks += 1;
    const share = Math.max(weight, 1 / (this.#blocks + PRIOR_BLOCKS));
    const bound = MOST_TAUGHT * this.#scale;
    const error = Math.min(bound, Math.max(-bound, this.#greatest - this.#location));
    this.#location += share * error;
    this.#scale = Math.max(LEAST_SCALE, this.#scale + share * (Math.abs(error) - this.#scale));
    this.#greatest = 0;
    this.#rows = 0;
  }

  /** Everything it knows; give it to the constructor to go on. */
  get record(): readonly number[] {
    return [this.#location, this.#scale, this.#blocks, this.#greatest, this.#rows];
  }
}

/** Blocks that the first guess counts for. */
const PRIOR_BLOCKS = 2;
const MOST_TAUGHT = 6;
const LEAST_SCALE = 0.05;
