import type { Blend } from './blend-scores.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import type { LeadColumns } from './feature-space.ts';
import type { LeadModel, LeadReason } from './lead-model.ts';

/** FittedLeads is what `fitLeads` makes of many leads at once: a regression and boosted trees, several sets of them side by side, blended. */
export class FittedLeads {
  readonly #regression: LeadModel;
  readonly #trees: readonly BoostedTrees[];
  readonly #blend: Blend;

  constructor(regression: LeadModel, trees: readonly BoostedTrees[], blend: Blend) {
    this.#regression = regression;
    this.#trees = trees;
    this.#blend = blend;
  }

  /** The probability that the lead converts. */
  probability(lead: LeadColumns): number {
    const { first, second, shift } = this.#blend;
    const regression = first === 0 ? 0 : first * this.#regression.raw(this.#regression.space.encode(lead));
    const byTrees = this.#trees.reduce((sum, one) => sum + one.logOdds(lead), 0) / this.#trees.length;
    return 1 / (1 + Math.exp(-(regression + second * byTrees + shift)));
  }

  /** The columns that moved the log odds most, at most `most` of them. */
  reasons(lead: LeadColumns, most = 5): LeadReason[] {
    const { first, second } = this.#blend;
    const sums = new Map<string, number>();
    for (const [column, towards] of this.#regression.byColumn(lead)) sums.set(column, first * towards);
    for (const trees of this.#trees)
      for (const [column, towards] of trees.byColumn(lead))
        sums.set(column, (sums.get(column) ?? 0) + (second * towards) / this.#trees.length);
    return [...sums]
      .map(([column, towards]) => ({ column, towards: Math.round(towards * 1_000) / 1_000 }))
      .filter(({ towards }) => towards !== 0)
      .sort((one, other) => Math.abs(other.towards) - Math.abs(one.towards) || (one.column < other.column ? -1 : 1))
      .slice(0, most);
  }
}
