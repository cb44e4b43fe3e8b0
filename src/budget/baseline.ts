/**
 * Baseline is what would have come without any spend: a level, a trend, seasons (sine and cosine) and given controls. It is kept as an orthonormal basis (modified Gram–Schmidt, columns that add nothing left out), so
 * that its part can be taken out of any row of numbers (`without`) and be put back where the rows go on (`fitted`).
 */
export class Baseline {
  readonly #columns: readonly Float64Array[];
  /** Orthonormal over the first `known` rows; each is written as a mix of the columns. */
  readonly #basis: readonly Float64Array[];
  readonly #mixes: readonly Float64Array[];
  readonly known: number;

  /** `columns` go over all rows, those to be foretold included; only the first `known` are learned from. */
  constructor(columns: readonly Float64Array[], known: number) {
    this.known = known;
    this.#columns = columns;
    const basis: Float64Array[] = [];
    const mixes: Float64Array[] = [];
    for (const [place, column] of columns.entries()) {
      const left = column.slice(0, known);
      const mix = new Float64Array(columns.length);
      mix[place] = 1;
      const before = Math.sqrt(dot(left, left));
      // Twice is enough to make them orthogonal to the last digits.
      for (let round = 0; round < 2; round++)
        for (const [at, unit] of basis.entries()) {
          const part = dot(left, unit);
          for (let row = 0; row < known; row++) left[row]! -= part * unit[row]!;
          for (let one = 0; one < mix.length; one++) mix[one]! -= part * mixes[at]![one]!;
        }
      const length = Math.sqrt(dot(left, left));
      if (!(length > 1e-8 * before) || !(before > 0)) continue;
      basis.push(left.map((value) => value / length));
      mixes.push(mix.map((value) => value / length));
    }
    this.#basis = basis;
    this.#mixes = mixes;
  }

  /** How many independent columns it has. */
  get size(): number {
    return this.#basis.length;
  }

  /** What the baseline cannot explain of the first `known` rows of `values`. */
  without(values: ArrayLike<number>): Float64Array {
    const left = Float64Array.from({ length: this.known }, (_, row) => values[row]!);
    for (const unit of this.#basis) {
      const part = dot(left, unit);
      for (let row = 0; row < left.length; row++) left[row]! -= part * unit[row]!;
    }
    return left;
  }

  /** The baseline that fits `values` best, over all rows. */
  fitted(values: ArrayLike<number>): Float64Array {
    const weights = new Float64Array(this.#columns.length);
    const known = Float64Array.from({ length: this.known }, (_, row) => values[row]!);
    for (const [at, unit] of this.#basis.entries()) {
      const part = dot(known, unit);
      for (let one = 0; one < weights.length; one++) weights[one]! += part * this.#mixes[at]![one]!;
    }
    const fitted = new Float64Array(this.#columns[0]?.length ?? 0);
    for (const [one, column] of this.#columns.entries()) {
      const weight = weights[one]!;
      if (weight !== 0) for (let row = 0; row < fitted.length; row++) fitted[row]! += weight * column[row]!;
    }
    return fitted;
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
