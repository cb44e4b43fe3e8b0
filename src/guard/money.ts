/** Parts of a unit of money that are told apart: a millionth, so that the price of one message can be added up exactly. */
const DECIMALS = 6;
const RATE_DECIMALS = 9;

/**
 * An amount in millionths of its currency, exactly. A number is read in its shortest writing, so 0.1 means a tenth. Digits beyond the sixth decimal are rounded up, because a limit must not be passed by rounding.
 * Undefined when it is no amount: negative, not finite, or above a thousand million.
 */
export function microsOf(amount: number | string): bigint | undefined {
  const text = typeof amount === 'number' ? plain(amount) : amount.trim();
  const scaled = scale(text, DECIMALS);
  return scaled === undefined || scaled > 1_000_000_000_000_000n ? undefined : scaled;
}

/** An amount of millionths as people write it, with at least two decimals. */
export function formatMoney(micros: bigint, currency: string): string {
  const digits = micros.toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -DECIMALS)}.${fraction} ${currency}`;
}

/** What one unit of a currency is worth in the base currency, as exact decimals; the base is worth 1 without being listed. */
export interface Rates {
  readonly base: string;
  readonly worth: { readonly [currency: string]: string };
}

/** An amount in another currency, rounded up to a millionth; undefined when the table does not know one of the two. The same currency needs no table. */
export function convert(micros: bigint, from: string, to: string, rates: Rates | undefined): bigint | undefined {
  if (from === to) return micros;
  const [worth, price] = [rateOf(from, rates), rateOf(to, rates)];
  if (worth === undefined || price === undefined) return undefined;
  return (micros * worth + price - 1n) / price;
}

function rateOf(currency: string, rates: Rates | undefined): bigint | undefined {
  if (rates === undefined) return undefined;
  const text = currency === rates.base ? '1' : Object.hasOwn(rates.worth, currency) ? rates.worth[currency] : undefined;
  const scaled = text === undefined ? undefined : scale(text, RATE_DECIMALS);
  return scaled === 0n ? undefined : scaled;
}

/** A decimal without sign as a whole number of its smallest parts, rounded up. */
function scale(text: string, decimals: number): bigint | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,30}))?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  const whole = BigInt(match[1]! + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return /[1-9]/.test(fraction.slice(decimals)) ? whole + 1n : whole;
}

/** A number without an exponent: 1e-7 is written as JavaScript would, and so would not be read. */
function plain(amount: number): string {
  const text = String(amount);
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const exponent = Number(match[3]);
  const digits = match[1]! + (match[2] ?? '');
  return exponent < 0 ? `0.${'0'.repeat(Math.min(-exponent - 1, 20))}${digits}` : digits.padEnd(exponent + 1, '0');
}
