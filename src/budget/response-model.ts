import { adstock } from './adstock.ts';
import { atOnce } from './in-turns.ts';
import { Baseline } from './baseline.ts';
import { baselineColumns } from './baseline-columns.ts';
import { RandomDraws } from './random-draws.ts';
import { type ResponseCurve, steadyResponse } from './response-curve.ts';
import { saturation } from './saturation.ts';
import type { SpendHistory } from './spend-history.ts';

/** How a response model is fitted. `draws` ways of explaining the past are kept after `warmup` that are thrown away. */
export interface FitSettings {
  readonly draws: number;
  readonly warmup: number;
}

/** A fitted model: many ways of explaining the past, each as likely as it is often among them. */
export interface ResponseModel {
  readonly channels: readonly string[];
  /** `draws[d][k]`: what channel k does in the d-th way. */
  readonly draws: readonly (readonly ResponseCurve[])[];
  /** Spread of what no way explains, per period. */
  readonly noise: number;
  /** The response per period that needs no spend, on average. */
  readonly base: number;
  /** The response expected in every row of the history, those that were not learned from included. */
  readonly expected: readonly number[];
}

interface Shape {
  readonly carry: number;
  readonly half: number;
  readonly slope: number;
  readonly prior: number;
  readonly felt: Float64Array;
  readonly left: Float64Array;
  readonly square: number;
}

const carries = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const halves = [0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 1.6];
const slopes = [0.7, 1, 1.4, 1.8, 2.4];

export const defaultFit: FitSettings = { draws: 400, warmup: 150 };

/**
 * Explains a response by a baseline and what each channel adds: adstock, then Hill's curve, times a strength that is never negative. The shapes of a channel (carry, half, slope) are tried on a grid, the
 * strengths and the noise have conjugate distributions, and the whole is drawn by Gibbs sampling: channel by channel, a shape with the probability it has when its strength is integrated out, then a strength (griddy Gibbs,
 * Ritter and Tanner 1992). So the answer is not one fit but many, and what the past does not tell stays open. Rows from `known` on are not learned from.
 *
 * Why not ml-regression: its multivariate regression knows no bounds and no prior. Channels that rise and fall together get strengths of opposite sign, which a budget then believes.
 */
export function fitResponse(
  history: SpendHistory,
  random: () => number,
  known = history.response.length,
  settings = defaultFit,
): ResponseModel {
  return atOnce(fittingResponse(history, random, known, settings));
}

/** The same step by step, some milliseconds each, for where other work must have its turn in between (`inTurns`). */
export function* fittingResponse(
  history: SpendHistory,
  random: () => number,
  known = history.response.length,
  settings = defaultFit,
): Generator<undefined, ResponseModel> {
  const draws = new RandomDraws(random);
  const baseline = new Baseline(baselineColumns(history, known), known);
  const target = baseline.without(history.response);
  const spread = Math.sqrt(squareOf(target) / Math.max(1, known - baseline.size));
  const shapes: Shape[][] = [];
  for (const { spend } of history.channels) {
    shapes.push(yield* shapesOf(spend, baseline, known));
  }
  const count = shapes.length;
  // A strength is thought to be of the size of what is to be explained; a spread of 2 leaves the data to say more.
  const reach = 2 * spread + 1e-9;
  const chosen = shapes.map((all) => Math.floor(all.length / 2));
  const strengths = shapes.map(() => 0);
  const left = target.slice();
  let noise = spread * spread + 1e-12;
  const kept: ResponseCurve[][] = [];
  const effect = new Float64Array(history.response.length);
  let noiseSum = 0;
  const chances = new Float64Array(Math.max(1, ...shapes.map((all) => all.length)));
  for (let round = 0; round < settings.warmup + settings.draws; round++) {
    yield;
    for (let channel = 0; channel < count; channel++) {
      const all = shapes[channel]!;
      if (all.length === 0) continue;
      addScaled(left, all[chosen[channel]!]!.left, strengths[channel]!);
      let best = -Infinity;
      for (let at = 0; at < all.length; at++) {
        const shape = all[at]!;
        const precision = shape.square / noise + 1 / (reach * reach);
        const mean = product(left, shape.left) / noise / precision;
        const root = Math.sqrt(precision);
        const chance = shape.prior + 0.5 * mean * mean * precision - Math.log(root) + logNormalBelow(mean * root);
        chances[at] = chance;
        if (chance > best) best = chance;
      }
      let sum = 0;
      for (let at = 0; at < all.length; at++) {
        chances[at] = Math.exp(chances[at]! - best);
        sum += chances[at]!;
      }
      let aim = draws.uniform() * sum;
      let at = 0;
      while (at < all.length - 1 && (aim -= chances[at]!) > 0) at++;
      const shape = all[at]!;
      const precision = shape.square / noise + 1 / (reach * reach);
      const strength = draws.positiveNormal(product(left, shape.left) / noise / precision, 1 / Math.sqrt(precision));
      chosen[channel] = at;
      strengths[channel] = strength;
      addScaled(left, shape.left, -strength);
    }
    const freedom = Math.max(2, known - baseline.size);
    noise = (squareOf(left) / 2 + 1e-12) / draws.gamma(freedom / 2 + 1);
    if (round < settings.warmup) continue;
    noiseSum += Math.sqrt(noise);
    kept.push(
      shapes.map((all, channel): ResponseCurve => {
        const shape = all[chosen[channel]!];
        if (shape === undefined) return { carry: 0, half: 1, slope: 1, strength: 0 };
        const strength = strengths[channel]!;
        for (let row = 0; row < effect.length; row++) effect[row]! += (strength * shape.felt[row]!) / settings.draws;
        return { carry: shape.carry, half: shape.half, slope: shape.slope, strength };
      }),
    );
  }
  const fitted = baseline.fitted(history.response.map((value, row) => value - effect[row]!));
  return {
    channels: history.channels.map(({ name }) => name),
    draws: kept,
    noise: noiseSum / settings.draws,
    base: fitted.reduce((sum, value) => sum + value, 0) / Math.max(1, fitted.length),
    expected: Array.from(fitted, (value, row) => value + effect[row]!),
  };
}

/** The response a channel adds per period in the long run when `spend` is spent every period: its mean over all ways, and the bounds of the middle four fifths. */
export function channelResponse(model: ResponseModel, channel: number, spend: number): { mean: number; low: number; high: number } {
  const all = model.draws.map((curves) => steadyResponse(curves[channel]!, spend)).sort((one, other) => one - other);
  const at = (share: number): number => all[Math.min(all.length - 1, Math.floor(share * all.length))] ?? 0;
  return { mean: all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length), low: at(0.1), high: at(0.9) };
}

/** Every shape a channel may have, with its effect at full strength, as felt and without what the baseline could explain of it. A channel without any spend has none. */
function* shapesOf(spend: readonly number[], baseline: Baseline, known: number): Generator<undefined, Shape[]> {
  const shapes: Shape[] = [];
  for (const carry of carries) {
    yield;
    const felt = adstock(spend, carry);
    let most = 0;
    for (let row = 0; row < known; row++) most = Math.max(most, felt[row]!);
    if (!(most > 0)) return [];
    for (const half of halves)
      for (const slope of slopes) {
        const effect = felt.map((value) => saturation(value, half * most, slope));
        const left = baseline.without(effect);
        // What people know of advertising before any data: some carry, half of the strength within what was spent, a slope not far above 1.
        const prior =
          -0.5 * ((carry - 0.35) / 0.25) ** 2 - 0.5 * (Math.log(half / 0.65) / 0.6) ** 2 - 0.5 * (Math.log(slope / 1.4) / 0.4) ** 2;
        shapes.push({ carry, half: half * most, slope, prior, felt: effect, left, square: squareOf(left) });
      }
  }
  return shapes;
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

function squareOf(values: Float64Array): number {
  return product(values, values);
}

function addScaled(values: Float64Array, added: Float64Array, scale: number): void {
  if (scale === 0) return;
  for (let at = 0; at < values.length; at++) values[at]! += scale * added[at]!;
}

/** Logarithm of the chance that a standard normal is below `value`: a logistic fit (Bowling et al. 2009), and the first terms of the tail far below, where it would vanish. */
function logNormalBelow(value: number): number {
  if (value < -6) return -0.5 * value * value - Math.log(-value * 2.5066282746310002) + Math.log1p(-1 / (value * value));
  return -Math.log1p(Math.exp(-(0.07056 * value ** 3 + 1.5976 * value)));
}
