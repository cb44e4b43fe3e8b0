import { seededRandom } from '#kernel';
import { bestSplit } from '../best-split.ts';
import { holdOut } from '../hold-out.ts';
import { proposeBudget } from '../propose-budget.ts';
import { fitResponse } from '../response-model.ts';
import { generateWorld } from './generate-world.ts';

/** What came of following a proposal in a world whose truth is known. */
export interface ProposalVerdict {
  /** True gain of the proposal as a part of the gain of the best split under the same cap. */
  readonly share: number;
  /** True change of what the channels bring, as a part of what they bring now. */
  readonly change: number;
  /** Whether the true gain lay within the bounds that were told. */
  readonly covered: boolean;
  readonly stride: number;
  readonly mape: number;
}

/** Generates the world of a seed, fits the model to its past, follows its proposal (a channel may be halved or doubled), and asks the truth what that brought. */
export function judgeProposal(seed: number): ProposalVerdict {
  const { history, steady } = generateWorld(seed);
  const current = history.channels.map(({ spend }) => spend.reduce((sum, value) => sum + value, 0) / spend.length);
  const model = fitResponse(history, seededRandom(seed));
  const proposal = proposeBudget(model, { current, cap: [0.5, 2] });
  const alone = (channel: number, spend: number): number => steady(current.map((_, other) => (other === channel ? spend : 0)));
  const total = current.reduce((sum, value) => sum + value, 0);
  const best = bestSplit(
    total,
    current.map((spend) => [spend * 0.5, spend * 2]),
    alone,
  );
  const now = steady(current);
  const gain = steady(proposal.proposed) - now;
  return {
    share: gain / (steady(best) - now),
    change: gain / now,
    covered: gain >= proposal.low - proposal.now - 1e-9 && gain <= proposal.high - proposal.now + 1e-9,
    stride: proposal.stride,
    mape: holdOut(history, seededRandom(seed)).mape,
  };
}
