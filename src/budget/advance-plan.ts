import type { BudgetChange, BudgetPlan } from './budget-plan.ts';

/** What is known when a plan is looked at: the response of whole days since its last stage, oldest first, and whether figures are fresh. */
export interface PlanSight {
  readonly now: number;
  readonly stageWait: number;
  readonly fresh: boolean;
  readonly since: readonly number[];
}

/** Fewer days than this say nothing of a stage. */
const MIN_DAYS = 3;
/** Results may be so many standard errors below the least that was expected. */
const PATIENCE = 2;

/**
 * Takes a plan on: to its first stage when it was approved, to the next when the one before had its time and its results are within what was expected, back to where it began when they are not, to its end after the last. Answers undefined when
 * there is nothing to do. Stages go equal parts of the way. What is decided here is carried out from `changes`, under keys that are the same whoever decides it.
 */
export function advancePlan(plan: BudgetPlan, sight: PlanSight): BudgetPlan | undefined {
  const { now } = sight;
  if (plan.state === 'waiting' && plan.until !== undefined && now >= plan.until) return { ...plan, state: 'expired' };
  if (plan.state === 'approved') return nextStage(plan, now);
  if (plan.state !== 'watching' || plan.stageAt === undefined || now < plan.stageAt + sight.stageWait) return undefined;
  // Without fresh figures nothing is known of what the stage brought: money is not moved blindly, in either direction.
  if (!sight.fresh || sight.since.length < MIN_DAYS) return undefined;
  const seen = sight.since.reduce((sum, value) => sum + value, 0) / sight.since.length;
  const { low, text } = bandOf(plan, sight.since.length);
  const result = `After stage ${plan.stage} of ${plan.stages}, ${amount(seen)} a day over ${sight.since.length} days; ${text}.`;
  const results = [...plan.results, result];
  if (seen < low) return rollBack({ ...plan, results }, now, result);
  if (plan.stage < plan.stages) return nextStage({ ...plan, results }, now);
  return { ...plan, results, state: 'done' };
}

/** The least the mean of so many days should be after the stage that stands. What the last weeks brought is the measure, since seasons and trends move it; the stage may change that by what was expected of it. */
function bandOf({ before, expected, stage, stages }: BudgetPlan, days: number): { low: number; text: string } {
  const part = stage / stages;
  const error = (PATIENCE * before.spread) / Math.sqrt(days);
  const low = before.mean + Math.min(0, (expected.low - expected.now) * part) - error;
  return { low, text: `${amount(before.mean)} before it, and at least ${amount(low)} expected` };
}

function nextStage(plan: BudgetPlan, now: number): BudgetPlan {
  const stage = plan.stage + 1;
  const changes = changesTo(
    plan,
    stage,
    (current, proposed) => current + ((proposed - current) * stage) / plan.stages,
    plan.because[0] ?? '',
  );
  const text = `Stage ${stage} of ${plan.stages}: ${changes.map(({ channel, from, to }) => `${channel} ${amount(from)} to ${amount(to)}`).join(', ')} ${plan.currency} a day.`;
  return {
    ...plan,
    state: 'watching',
    stage,
    stageAt: now,
    changes: [...plan.changes, ...changes],
    news: [...plan.news, { type: 'budget.changed', id: `${plan.id} stage ${stage}`, at: now, text }],
  };
}

function rollBack(plan: BudgetPlan, now: number, result: string): BudgetPlan {
  const changes = changesTo(plan, 'back', (current) => current, result);
  const text = `${result} Every budget goes back to what it was.`;
  return {
    ...plan,
    state: 'rolled-back',
    stageAt: now,
    changes: [...plan.changes, ...changes],
    news: [...plan.news, { type: 'budget.rolled-back', id: `${plan.id} back`, at: now, text }],
  };
}

function changesTo(
  plan: BudgetPlan,
  step: number | 'back',
  level: (current: number, proposed: number) => number,
  because: string,
): BudgetChange[] {
  const reached = plan.stage / plan.stages;
  return plan.channels.flatMap(({ channel, current, proposed, locked }): BudgetChange[] => {
    const from = cents(current + (proposed - current) * reached);
    const to = cents(level(current, proposed));
    if (locked !== undefined || from === to) return [];
    return [{ key: `budget-${plan.id}-${step}-${encodeURIComponent(channel)}`, channel, from, to, because }];
  });
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

function amount(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
}
