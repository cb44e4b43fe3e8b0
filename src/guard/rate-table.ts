import { microsOf } from './money.ts';

/** What one unit of a base currency bought on a day, as exact decimals. */
export interface RateDay {
  /** Midnight UTC of the day, epoch milliseconds. */
  readonly at: number;
  readonly per: { readonly [currency: string]: string };
}

/** Longest that the rates of a day count for days without any: weekends, holidays, and a table that nobody renewed in time. */
const STALE = 10 * 86_400_000;
const RATE_DECIMALS = 10n ** 9n;

/**
 * Amounts turned into another currency by the rates of a day, as central banks publish them: how much of each currency one unit of the base (the euro) bought. Of a moment the last day before or at it counts, for ten
 * days at most. Reckoned in whole millionths and rounded half up, so the same amount is the same whoever asks.
 */
export class RateTable {
  readonly #base: string;
  readonly #days: readonly RateDay[];

  /** Days in any order. */
  constructor(base: string, days: readonly RateDay[]) {
    this.#base = base;
    this.#days = days.toSorted((one, other) => one.at - other.at);
  }

  /** The amount in the other currency, to the hundredth; undefined when it is no amount, or the table has no rate of that time. The same currency needs no table. */
  convert(amount: number | string, from: string, to: string, at: number): number | undefined {
    const micros = microsOf(amount);
    if (micros === undefined) return undefined;
    if (from === to) return toHundredth(micros);
    const day = this.#dayOf(at);
    if (day === undefined) return undefined;
    const [price, worth] = [this.#rate(day, from), this.#rate(day, to)];
    if (price === undefined || worth === undefined) return undefined;
    return toHundredth((2n * micros * worth + price) / (2n * price));
  }

  #dayOf(at: number): RateDay | undefined {
    let low = 0;
    let high = this.#days.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#days[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    const day = this.#days[low - 1];
    return day === undefined || at - day.at > STALE ? undefined : day;
  }

  #rate(day: RateDay, currency: string): bigint | undefined {
    if (currency === this.#base) return RATE_DECIMALS;
    const text = Object.hasOwn(day.per, currency) ? day.per[currency]! : undefined;
    const match = text === undefined ? null : /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
    if (match === null) return undefined;
    const rate = BigInt(match[1]!) * RATE_DECIMALS + BigInt((match[2] ?? '').padEnd(9, '0'));
    return rate === 0n ? undefined : rate;
  }
}

function toHundredth(micros: bigint): number {
  return Number((micros + 5_000n) / 10_000n) / 100;
}
