import { blendScores } from './blend-scores.ts';
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
/** So many parts are held back in turn: with three, every lead has its say in how probabilities are calibrated, where a fifth held back once leaves that to chance. */
const PARTS = 3;

/** A way to fit the regression, with the scores that leads got while they were held back, by their place, and the loss of these. */
interface Trial {
  readonly settings: LeadModelSettings;
  readonly rounds: number;
  readonly scores: Float64Array;
  loss: number;
}

/**
 * Fits a regression and boosted trees to many leads at once. A third of the leads, then the next, chosen by `random` (numbers in [0, 1)), is held back from fits to the others: by how these foretell it, settings, rounds and the
 * number of trees are chosen, and how the two are blended into a probability; then both are fitted to all. The trees of the parts stay beside those of all: together they err less by chance.
 */
export function fitLeads(leads: readonly LeadColumns[], outcomes: readonly boolean[], random: () => number): FittedLeads {
  const order = shuffled(leads.length, random);
  const trials: Trial[] = candidates.flatMap((settings) =>
    Array.from({ length: MOST_ROUNDS }, (_, round) => ({ settings, rounds: round + 1, scores: new Float64Array(leads.length), loss: 0 })),
  );
  const byTrees = new Float64Array(leads.length);
  const grown: BoostedTrees[] = [];
  for (let part = 0; part < PARTS; part++) {
    const held = order.filter((_, place) => place % PARTS === part);
    const taught = order.filter((_, place) => place % PARTS !== part);
    tryRegressions(trials, leads, outcomes, taught, held);
    const trees = BoostedTrees.fit(leads, outcomes, taught, held);
    grown.push(trees);
    for (const at of held) byTrees[at] = trees.logOdds(leads[at]!);
  }
  const { settings, rounds, scores } = trials.reduce((best, one) => (one.loss < best.loss ? one : best));
  const blend = blendScores(
    order.map((at) => scores[at]!),
    order.map((at) => byTrees[at]!),
    order.map((at) => outcomes[at]!),
  );
  const { vectors, space } = encodeAll(leads, order, settings.crosses);
  const regression = new LeadModel(settings, space);
  for (let round = 0; round < rounds; round++) teach(regression, vectors, outcomes, order);
  const usual = Math.round(grown.reduce((sum, { size }) => sum + size, 0) / PARTS);
  return new FittedLeads(regression, [BoostedTrees.fit(leads, outcomes, order, [], usual), ...grown], blend);
}

/** Adds to each trial how it foretells the leads that are held back. */
function tryRegressions(
  trials: readonly Trial[],
  leads: readonly LeadColumns[],
  outcomes: readonly boolean[],
  taught: readonly number[],
  held: readonly number[],
): void {
  for (const crosses of [false, true]) {
    const { vectors } = encodeAll(leads, taught, crosses);
    for (const settings of candidates.filter((one) => one.crosses === crosses)) {
      const model = new LeadModel(settings);
      for (const trial of trials.filter((one) => one.settings === settings)) {
        teach(model, vectors, outcomes, taught);
        for (const at of held) {
          const score = model.raw(vectors[at]!);
          trial.scores[at] = score;
          trial.loss += lossOf(score, outcomes[at]!);
        }
      }
    }
  }
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
