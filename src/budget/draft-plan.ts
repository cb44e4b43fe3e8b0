import type { BudgetPlan } from './budget-plan.ts';
import type { BudgetSettings } from './budget-settings.ts';
import { lockOf } from './channel-locks.ts';
import type { DailyFigures } from './daily-figures.ts';
import { explainProposal } from './explain-proposal.ts';
import { holdingOut } from './hold-out.ts';
import { type BudgetLimits, proposing } from './propose-budget.ts';
import { fittingResponse } from './response-model.ts';

/** What is spent now is the mean of so many last days. */
const RECENT = 14;
const USUAL = 28;
/** In how many days a channel must have been paid for. */
const MIN_PAID = 14;

/**
 * Drafts the plan of a period out of daily figures, step by step (see `inTurns`). Answers in words why there is none when there is too little to go by. `changedAt` says when a channel's budget was changed last, `random` must be seeded by the
 * period, so that whoever drafts it drafts the same.
 */
export function* draftPlan(
  figures: DailyFigures,
  settings: BudgetSettings,
  about: { readonly id: string; readonly now: number; readonly changedAt: ReadonlyMap<string, number>; readonly random: () => number },
): Generator<undefined, BudgetPlan | string> {
  const { days, channels, response, currency } = figures;
  if (channels.length === 0) return 'No spend was reported yet.';
  if (days.length < settings.minDays) return `There are figures of ${days.length} days, and ${settings.minDays} are needed.`;
  if (!response.some((value) => value > 0)) return 'Nothing came of the spend that is known of, so nothing can be learned.';
  const now = about.now;
  const current = channels.map(({ spend }) => meanOf(spend.slice(-RECENT)));
  const said = channels.map(({ name }) => (Object.hasOwn(settings.channels, name) ? settings.channels[name] : undefined));
  const locked = channels.map(({ name, spend, reportedAt }, place) => {
    const channel = said[place];
    if (channel?.lock === true) return 'it is locked by the configuration';
    if (settings.mode === 'approve' && channel?.account === undefined)
      return 'no account is configured by which its budget could be changed';
    const changedAt = about.changedAt.get(name);
    const standing = { spend, reportedAt, ...(changedAt === undefined ? {} : { changedAt }) };
    return lockOf(standing, { now, learning: settings.learning, freshness: settings.freshness, minPeriods: MIN_PAID });
  });
  const history = { response, channels, seasons: [7] };
  const holdout = yield* holdingOut(history, about.random);
  const model = yield* fittingResponse(history, about.random);
  const limits: BudgetLimits = {
    current,
    cap: settings.cap,
    locked,
    floors: said.map((channel) => channel?.floor),
    ceilings: said.map((channel) => channel?.ceiling),
    ...(settings.perDay === undefined ? {} : { total: settings.perDay }),
  };
  const proposal = yield* proposing(model, limits);
  const proposed = proposal.proposed.map((amount, place) =>
    locked[place] === undefined ? Math.round(amount * 100) / 100 : current[place]!,
  );
  const changes = proposed.some((amount, place) => Math.abs(amount - current[place]!) >= 0.01 && locked[place] === undefined);
  const because = explainProposal(model, limits, proposal);
  if (figures.leftOut.length > 0) because.push(`Spend in ${figures.leftOut.join(', ')} is not in these figures.`);
  because.push(
    `The model foretold the last ${holdout.rows} days, which it had not seen, with a mean error of ${(100 * holdout.mape).toFixed(1)} % (a plain forecast: ${(100 * holdout.naive).toFixed(1)} %).`,
  );
  const waits = settings.mode === 'approve' && changes;
  return {
    id: about.id,
    at: now,
    state: waits ? 'waiting' : 'told',
    currency,
    channels: channels.map(({ name }, place) => ({
      channel: name,
      current: current[place]!,
      proposed: proposed[place]!,
      ...(locked[place] === undefined ? {} : { locked: locked[place] }),
    })),
    expected: {
      now: model.base + proposal.now,
      proposed: model.base + proposal.after,
      low: model.base + proposal.low,
      high: model.base + proposal.high,
      better: proposal.better,
      stride: proposal.stride,
    },
    holdout,
    because,
    before: { mean: meanOf(response.slice(-USUAL)), spread: spreadByWeekday(response.slice(-USUAL)) },
    stages: settings.stages,
    stage: 0,
    ...(waits ? { until: now + settings.approveWithin } : {}),
    results: [],
    changes: [],
    news: changes ? [{ type: 'budget.proposed', id: `${about.id} proposed`, at: now, text: because[0] ?? '' }] : [],
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Spread of single days around the mean of their weekday; the weekdays of whole weeks. */
function spreadByWeekday(values: readonly number[]): number {
  const squares = values.map((value, day) => (value - meanOf(values.filter((_, other) => other % 7 === day % 7))) ** 2);
  const freedom = values.length - Math.min(7, values.length);
  return freedom > 0 ? Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / freedom) : 0;
}
