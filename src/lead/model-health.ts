/** How a model has fared of late. All figures fade: an outcome counts half as much after about 1,400 later ones. */
export interface HealthFigures {
  readonly outcomes: number;
  /** Share that converted, and the probability given to them beforehand, on average. */
  readonly converted: number;
  readonly expected: number;
  readonly logLoss: number;
  /** Expected calibration error over ten bins of probability. */
  readonly ece: number;
  /**
   * Population stability index of the probabilities given: of the recent ones against the first thousand. By the usual reading below 0.1 nothing moved, above 0.25 the leads of today are others than those of
   * then. Undefined until there are recent ones to compare.
   */
  readonly drift: number | undefined;
}

export interface ModelHealthState {
  readonly outcomes: number;
  readonly logLoss: number;
  readonly bins: readonly (readonly [weight: number, expected: number, converted: number])[];
  readonly first: readonly number[];
}

const BINS = 10;
const FADING = 0.9995;
const REFERENCE = 1_000;

/** ModelHealth watches predictions against outcomes, as they come: calibration, loss and drift. Only predictions made before the outcome may be noted. */
export class ModelHealth {
  #outcomes = 0;
  #logLoss = 0;
  readonly #bins: [number, number, number][] = Array.from({ length: BINS }, () => [0, 0, 0]);
  readonly #first: number[] = Array.from<number>({ length: BINS }).fill(0);

  note(probability: number, converted: boolean): void {
    this.#outcomes += 1;
    const bounded = Math.min(1 - 1e-12, Math.max(1e-12, probability));
    const loss = -Math.log(converted ? bounded : 1 - bounded);
    this.#logLoss = this.#logLoss * FADING + loss;
    for (const bin of this.#bins) for (let at = 0; at < 3; at++) bin[at]! *= FADING;
    const place = Math.min(BINS - 1, Math.floor(probability * BINS));
    const bin = this.#bins[place]!;
    bin[0] += 1;
    bin[1] += probability;
    bin[2] += converted ? 1 : 0;
    if (this.#outcomes <= REFERENCE) this.#first[place]! += 1;
  }

  figures(): HealthFigures {
    const weight = this.#bins.reduce((sum, bin) => sum + bin[0], 0);
    const of = (place: 1 | 2): number => (weight > 0 ? this.#bins.reduce((sum, bin) => sum + bin[place], 0) / weight : 0);
    const apart = this.#bins.reduce((sum, [, expected, converted]) => sum + Math.abs(expected - converted), 0);
    return {
      outcomes: this.#outcomes,
      converted: of(2),
      expected: of(1),
      logLoss: weight > 0 ? this.#logLoss / weight : 0,
      ece: weight > 0 ? apart / weight : 0,
      drift: this.#outcomes > 2 * REFERENCE ? this.#stability(weight) : undefined,
    };
  }

  toJSON(): ModelHealthState {
    return { outcomes: this.#outcomes, logLoss: this.#logLoss, bins: this.#bins, first: this.#first };
  }

  static from(state: ModelHealthState): ModelHealth {
    const health = new ModelHealth();
    health.#outcomes = state.outcomes;
    health.#logLoss = state.logLoss;
    for (const [place, bin] of state.bins.entries()) health.#bins[place] = [...bin];
    for (const [place, count] of state.first.entries()) health.#first[place] = count;
    return health;
  }

  #stability(weight: number): number {
    let sum = 0;
    for (const [place, [recent]] of this.#bins.entries()) {
      // A small share stands for an empty bin, whose logarithm has no value.
      const now = Math.max(recent / weight, 1e-4);
      const then = Math.max(this.#first[place]! / REFERENCE, 1e-4);
      sum += (now - then) * Math.log(now / then);
    }
    return sum;
  }
}
