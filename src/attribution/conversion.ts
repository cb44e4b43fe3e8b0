/** Conversion is what credit is given for: when (epoch ms) and what it was worth, in units of its currency (two decimals are kept). */
export interface Conversion {
  readonly at: number;
  readonly value: number;
}
