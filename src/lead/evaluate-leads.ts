import type { LeadColumns } from './feature-space.ts';
import { fitLeads } from './fit-leads.ts';
import type { FittedLeads } from './fitted-leads.ts';
import { judgeScores, type ScoreFigures } from './judge-scores.ts';
import { LeadModel } from './lead-model.ts';
import { shuffled } from './shuffled.ts';

/**
 * Measures the model on leads whose outcomes are known. In time order every lead is scored before its outcome is learned, as in a running system, and the last fifth is judged. Otherwise a fifth chosen by `random`
 * is held back, the model is fitted to the others, and the fifth is judged. No lead is ever judged by a model that has seen its outcome.
 */
export function evaluateLeads(
  leads: readonly LeadColumns[],
  outcomes: readonly boolean[],
  timeOrder: boolean,
  random: () => number,
): { readonly evaluated: number; readonly figures: ScoreFigures; readonly model: LeadModel | FittedLeads } {
  const held = Math.floor(leads.length / 5);
  if (timeOrder) {
    const model = new LeadModel();
    const probabilities = leads.map((lead, at) => model.learn(lead, outcomes[at]!));
    const from = leads.length - held;
    return { evaluated: held, figures: judgeScores(probabilities.slice(from), outcomes.slice(from)), model };
  }
  const order = shuffled(leads.length, random);
  const judged = order.slice(0, held);
  const taught = order.slice(held);
  const model = fitLeads(
    taught.map((at) => leads[at]!),
    taught.map((at) => outcomes[at]!),
    random,
  );
  const probabilities = judged.map((at) => model.probability(leads[at]!));
  return {
    evaluated: held,
    figures: judgeScores(
      probabilities,
      judged.map((at) => outcomes[at]!),
    ),
    model,
  };
}
