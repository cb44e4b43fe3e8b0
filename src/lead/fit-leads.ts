import { FeatureSpace, type FeatureVector, type LeadColumns } from './feature-space.ts';
import { LeadModel, type LeadModelSettings } from './lead-model.ts';

/** What is tried; the one that foretells held-back leads best is taken. */
const candidates: readonly LeadModelSettings[] = [
  { rate: 0.1, shrink: 1e-5, crosses: false },
  { rate: 0.1, shrink: 1e-2, crosses: false },
  { rate: 0.1, shrink: 1e-3, crosses: true },
  { rate: 0.05, shrink: 1e-2, crosses: true },
];
const MOST_ROUNDS = 8;

/**
 * Fits a model to many leads at once, in several rounds. A fifth of the leads, chosen by `random` (numbers in [0, 1)), is held back to choose settings and number of rounds and to learn the scale of
 * the probability; then the chosen model is fitted to all.
 */
export function fitLeads(leads: readonly LeadColumns[], outcomes: readonly boolean[], random: () => number): LeadModel {
  const order = shuffled(leads.length, random);
  const held = order.slice(0, Math.floor(order.length / 5));
  const taught = order.slice(held.length);
  let best: { loss: number; settings: LeadModelSettings; rounds: number; scale: readonly [number, number] } | undefined;
  for (const crosses of [false, true]) {
    const { vectors } = encodeAll(leads, taught, crosses);
    for (const settings of candidates.filter((one) => one.crosses === crosses)) {
      const model = new LeadModel(settings);
      for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
        teach(model, vectors, outcomes, taught);
        const scores = held.map((at) => model.raw(vectors[at]!));
        const scale = plattScale(
          scores,
          held.map((at) => outcomes[at]!),
        );
        const loss = held.reduce((sum, at, place) => sum + lossOf(scale[0] * scores[place]! + scale[1], outcomes[at]!), 0);
        if (best === undefined || loss < best.loss) best = { loss, settings, rounds, scale };
      }
    }
  }
  const { settings, rounds, scale } = best ?? { settings: candidates[0]!, rounds: 1, scale: [1, 0] as const };
  const { vectors, space } = encodeAll(leads, order, settings.crosses);
  const model = new LeadModel(settings, space);
  for (let round = 0; round < rounds; round++) teach(model, vectors, outcomes, order);
  model.rescale(scale[0], scale[1]);
  return model;
}

function encodeAll(
  leads: readonly LeadColumns[],
  seen: readonly number[],
  crosses: boolean,
): { space: FeatureSpace; vectors: FeatureVector[] } {
  const space = new FeatureSpace(crosses);
  for (const at of seen) space.observe(leads[at]!);
  return { space, vectors: leads.map((lead) => space.encode(lead)) };
}

function teach(model: LeadModel, vectors: readonly FeatureVector[], outcomes: readonly boolean[], order: readonly number[]): void {
  for (const at of order) model.step(vectors[at]!, model.raw(vectors[at]!), outcomes[at]! ? 1 : 0);
}

/** Slope and shift of the log odds that make them most likely (Platt 1999), by Newton's method; the identity when all outcomes are the same. */
export function plattScale(scores: readonly number[], outcomes: readonly boolean[]): readonly [slope: number, shift: number] {
  const converted = outcomes.filter(Boolean).length;
  if (converted === 0 || converted === outcomes.length) return [1, 0];
  let slope = 1;
  let shift = 0;
  for (let round = 0; round < 20; round++) {
    // A weak pull toward the identity keeps the matrix invertible when scores are all alike.
    let [gradientSlope, gradientShift, aa, ab, bb] = [slope - 1, shift, 1, 0, 1];
    for (const [at, score] of scores.entries()) {
      const probability = 1 / (1 + Math.exp(-(slope * score + shift)));
      const error = probability - (outcomes[at]! ? 1 : 0);
      const bend = probability * (1 - probability);
      gradientSlope += error * score;
      gradientShift += error;
      aa += bend * score * score;
      ab += bend * score;
      bb += bend;
    }
    const determinant = aa * bb - ab * ab;
    if (!(determinant > 1e-9)) break;
    const stepSlope = (bb * gradientSlope - ab * gradientShift) / determinant;
    const stepShift = (aa * gradientShift - ab * gradientSlope) / determinant;
    slope -= stepSlope;
    shift -= stepShift;
    if (Math.abs(stepSlope) + Math.abs(stepShift) < 1e-9) break;
  }
  return Number.isFinite(slope) && Number.isFinite(shift) && slope > 0 ? [slope, shift] : [1, 0];
}

function lossOf(logOdds: number, converted: boolean): number {
  const towards = converted ? logOdds : -logOdds;
  return towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards;
}

/** The numbers below `count` in an order drawn by `random` (Fisher–Yates). */
export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
