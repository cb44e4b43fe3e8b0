import { splitting } from './best-split.ts';
import { atOnce } from './in-turns.ts';
import { steadyResponse } from './response-curve.ts';
import type { ResponseModel } from './response-model.ts';

/** What a proposal must keep to. Amounts are per period. */
export interface BudgetLimits {
  /** What is spent per period now, by the channels' order. */
  readonly current: readonly number[];
  /** What may be spent in all; without it as much as now. */
  readonly total?: number;
  /** How far a channel may go down and up in one step, as parts of its current spend. */
  readonly cap: readonly [lowest: number, highest: number];
  readonly floors?: readonly (number | undefined)[];
  readonly ceilings?: readonly (number | undefined)[];
  /** Channels that must stay as they are, with the reason: in their learning phase, figures too old, too little evidence. */
  readonly locked?: readonly (string | undefined)[];
  /** How much the spread of the gain counts against its mean; 0 takes every chance. */
  readonly caution?: number;
}

/** A split of the budget and what is expected of it. */
export interface BudgetProposal {
  readonly proposed: readonly number[];
  /** Response per period in the long run that the channels bring now and would bring: means over all ways of explaining the past. */
  readonly now: number;
  readonly after: number;
  /** Bounds of the middle four fifths of `after`, when `now` is taken for granted: what is not known of both moves both. */
  readonly low: number;
  readonly high: number;
  /** How likely it is that the proposal brings more than the current split does. */
  readonly better: number;
  /** The part of the way from the current split to the best one that is proposed: less than 1 where more would be a gamble. */
  readonly stride: number;
}

/** How much of an uncertain gain is given up for certainty: the spread of the gain counts so much against its mean. */
const CAUTION = 1;
/** Bounds are widened so much, because noise that hangs together makes the ways look more alike than they are: in 200 generated worlds four fifths of the true gains then lay within. */
const WIDENING = 1.3;
const STRIDES = [0.2, 0.4, 0.6, 0.8, 1];

/**
 * Proposes how to split a budget. The best split is that of the mean curve over all ways of explaining the past. Of the way there only so much is gone as the uncertainty allows: the stride with the highest mean gain less
 * `CAUTION` times its spread, and none when even the shortest has none to offer. A new total moves the starting point: the current split, scaled to it within the bounds.
 */
export function proposeBudget(model: ResponseModel, limits: BudgetLimits): BudgetProposal {
  return atOnce(proposing(model, limits));
}

/** The same step by step (`inTurns`). */
export function* proposing(model: ResponseModel, limits: BudgetLimits): Generator<undefined, BudgetProposal> {
  const { current, cap } = limits;
  const bounds = current.map((spend, channel): readonly [number, number] => {
    if (limits.locked?.[channel] !== undefined) return [spend, spend];
    // A ceiling holds even where the step cap would not let a channel come down to it at once, and against a floor above it.
    const ceiling = limits.ceilings?.[channel] ?? Infinity;
    const low = Math.min(Math.max(spend * cap[0], limits.floors?.[channel] ?? 0), ceiling);
    return [low, Math.max(low, Math.min(spend * cap[1], ceiling))];
  });
  const spent = current.reduce((sum, spend) => sum + spend, 0);
  const total = limits.total ?? spent;
  const start = nearestWithin(current, total, bounds);
  const worth = (channel: number, spend: number): number => {
    let sum = 0;
    for (const curves of model.draws) sum += steadyResponse(curves[channel]!, spend);
    return sum / Math.max(1, model.draws.length);
  };
  const best = yield* splitting(total, bounds, worth);
  const responses = (split: readonly number[]): number[] =>
    model.draws.map((curves) => curves.reduce((sum, curve, channel) => sum + steadyResponse(curve, split[channel]!), 0));
  const nowAll = responses(current);
  const startAll = responses(start);
  let chosen = { stride: 0, split: start, all: startAll, merit: 0 };
  for (const stride of STRIDES) {
    const split = start.map((spend, channel) => spend + stride * (best[channel]! - spend));
    const all = responses(split);
    yield;
    const gains = all.map((value, at) => value - startAll[at]!);
    const merit = mean(gains) - (limits.caution ?? CAUTION) * spread(gains);
    if (merit > chosen.merit) chosen = { stride, split, all, merit };
  }
  const now = mean(nowAll);
  const gains = chosen.all.map((value, at) => value - nowAll[at]!).sort((one, other) => one - other);
  const middle = mean(gains);
  const at = (share: number): number =>
    middle + WIDENING * ((gains[Math.min(gains.length - 1, Math.floor(share * gains.length))] ?? 0) - middle);
  return {
    proposed: chosen.split,
    now,
    after: mean(chosen.all),
    low: now + at(0.1),
    high: now + at(0.9),
    better: gains.filter((gain) => gain > 0).length / Math.max(1, gains.length),
    stride: chosen.stride,
  };
}

/** The split nearest to `current` in proportion that spends `total` within the bounds, or as near to it as they allow. */
function nearestWithin(current: readonly number[], total: number, bounds: readonly (readonly [number, number])[]): number[] {
  let low = 0;
  let high = 1_000;
  const at = (factor: number): number[] =>
    current.map((spend, channel) => Math.min(bounds[channel]![1], Math.max(bounds[channel]![0], spend * factor)));
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (at(middle).reduce((sum, spend) => sum + spend, 0) < total) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
