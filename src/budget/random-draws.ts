/** Draws from the distributions that the sampler needs, out of numbers in [0, 1). */
export class RandomDraws {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A number in [0, 1). */
  uniform(): number {
    return this.#random();
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    const length = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return length * Math.cos(2 * Math.PI * this.#random());
  }

  /** Normal with a mean and spread, of which only what is above nought is drawn: by rejection near the middle, by an exponential (Robert 1995) in the tail. */
  positiveNormal(mean: number, spread: number): number {
    const from = -mean / spread;
    if (from < 0.5) {
      for (;;) {
        const value = this.normal();
        if (value >= from) return mean + spread * value;
      }
    }
    const rate = (from + Math.sqrt(from * from + 4)) / 2;
    for (;;) {
      const value = from - Math.log(1 - this.#random()) / rate;
      if (this.#random() <= Math.exp(-((value - rate) ** 2) / 2)) return mean + spread * value;
    }
  }

  /** Gamma with a shape of at least 1 and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.#random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}
