import { type Blend, blendScores } from './blend-scores.ts';
import { BoostedTrees } from './boosted-trees.ts';
import { FeatureSpace, type FeatureVector, type LeadColumns } from './feature-space.ts';
import { FittedLeads } from './fitted-leads.ts';
import { LeadModel, type LeadModelSettings } from './lead-model.ts';
import { shuffled } from './shuffled.ts';

/** Settings of the regression that are tried; those that foretell held-back leads best are taken. */
const candidates: readonly LeadModelSettings[] = [
  { rate: 0.1, shrink: 1e-5, crosses: false },
  { rate: 0.1, shrink: 1e-3, crosses: true },
  { rate: 0.05, shrink: 1e-2, crosses: true },
];
const MOST_ROUNDS = 6;

/**
 * Fits a regression and boosted trees to many leads at once. A fifth of the leads, chosen by `random` (numbers in [0, 1)), is held back to choose settings, rounds and the number of trees, and to learn how the two are blended
 * into a probability; then both are fitted to all.
 */
export function fitLeads(leads: readonly LeadColumns[], outcomes: readonly boolean[], random: () => number): FittedLeads {
  const order = shuffled(leads.length, random);
  const held = order.slice(0, Math.floor(order.length / 5));
  const taught = order.slice(held.length);
  const known = held.map((at) => outcomes[at]!);
  const { settings, rounds, scores } = chooseRegression(leads, outcomes, taught, held);
  const trees = BoostedTrees.fit(leads, outcomes, taught, held);
  const blend: Blend = blendScores(
    scores,
    held.map((at) => trees.logOdds(leads[at]!)),
    known,
  );
  const { vectors, space } = encodeAll(leads, order, settings.crosses);
  const regression = new LeadModel(settings, space);
  for (let round = 0; round < rounds; round++) teach(regression, vectors, outcomes, order);
  return new FittedLeads(regression, BoostedTrees.fit(leads, outcomes, order, [], trees.size), blend);
}

function chooseRegression(
  leads: readonly LeadColumns[],
  outcomes: readonly boolean[],
  taught: readonly number[],
  held: readonly number[],
): { readonly settings: LeadModelSettings; readonly rounds: number; readonly scores: readonly number[] } {
  let best = { loss: Infinity, settings: candidates[0]!, rounds: 1, scores: held.map(() => 0) };
  for (const crosses of [false, true]) {
    const { vectors } = encodeAll(leads, taught, crosses);
    for (const settings of candidates.filter((one) => one.crosses === crosses)) {
      const model = new LeadModel(settings);
      for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
        teach(model, vectors, outcomes, taught);
        const scores = held.map((at) => model.raw(vectors[at]!));
        const loss = held.reduce((sum, at, place) => sum + lossOf(scores[place]!, outcomes[at]!), 0);
        if (loss < best.loss) best = { loss, settings, rounds, scores };
      }
    }
  }
  return best;
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

function lossOf(logOdds: number, converted: boolean): number {
  const towards = converted ? logOdds : -logOdds;
  return towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards;
}
