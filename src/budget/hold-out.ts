import { atOnce } from './in-turns.ts';
import { defaultFit, fittingResponse } from './response-model.ts';
import type { SpendHistory } from './spend-history.ts';

/** How well the last rows were foretold by a model that had not seen them. */
export interface HoldOut {
  readonly rows: number;
  /** Mean absolute error as a part of the response: 0.05 is five percent. Rows with a response of nought are left out of it. */
  readonly mape: number;
  /** The same for the plainest forecast: the row one season before, or without two seasons the mean of the known rows. */
  readonly naive: number;
}

/** Fits a model to all but the last eighth of the rows, and judges what it expects of that eighth, its spend being known. */
export function holdOut(history: SpendHistory, random: () => number): HoldOut {
  return atOnce(holdingOut(history, random));
}

/** The same step by step (`inTurns`). */
export function* holdingOut(history: SpendHistory, random: () => number): Generator<undefined, HoldOut> {
  const count = history.response.length;
  const rows = Math.max(1, Math.round(count / 8));
  const known = count - rows;
  const model = yield* fittingResponse(history, random, known, { ...defaultFit, draws: 200 });
  const season = history.seasons?.[0] ?? 52;
  const back = Math.max(1, Math.round(season));
  const mean = history.response.slice(0, known).reduce((sum, value) => sum + value, 0) / Math.max(1, known);
  const naive = history.response.map((_, row) =>
    known >= 2 * back && row - back >= 0 && row - back < known ? history.response[row - back]! : mean,
  );
  return { rows, mape: mape(history.response, model.expected, known), naive: mape(history.response, naive, known) };
}

function mape(response: readonly number[], expected: readonly number[], from: number): number {
  let sum = 0;
  let count = 0;
  for (let row = from; row < response.length; row++) {
    if (response[row] === 0) continue;
    sum += Math.abs((expected[row]! - response[row]!) / response[row]!);
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}
