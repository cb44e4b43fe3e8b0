import type { MonthPace } from './pace-month.ts';

/**
 * State of a plan: `told` is only told (dry run, or nothing is to change); `waiting` for a person; `approved` and about to begin; `watching` what a stage brought; `done`; `refused` by a person; `expired` because nobody answered;
 * `rolled-back` because results fell below what was expected.
 */
export type PlanState = 'told' | 'waiting' | 'approved' | 'watching' | 'done' | 'refused' | 'expired' | 'rolled-back';

/** A change of a channel's budget that is to be carried out: money per day. `key` is the same however often it is tried. */
export interface BudgetChange {
  readonly key: string;
  readonly channel: string;
  readonly from: number;
  readonly to: number;
  readonly because: string;
}

/** BudgetPlan is a proposal and what became of it, as plain JSON. Amounts are money per day, times epoch milliseconds. */
export interface BudgetPlan {
  /** Names the period it was drafted in: whoever drafts it, and however often, there is one of a period. */
  readonly id: string;
  readonly at: number;
  readonly state: PlanState;
  readonly currency: string;
  readonly channels: readonly { readonly channel: string; readonly current: number; readonly proposed: number; readonly locked?: string }[];
  /** Response per day: what is expected now and as proposed, with bounds of four fifths, how likely it is better than now, and how much of the way to the best split is gone. */
  readonly expected: {
    readonly now: number;
    readonly proposed: number;
    readonly low: number;
    readonly high: number;
    readonly better: number;
    readonly stride: number;
  };
  readonly holdout: { readonly rows: number; readonly mape: number; readonly naive: number };
  readonly because: readonly string[];
  /** The response per day of the last weeks before it, and the spread of single days around it: what results are held against. */
  readonly before: { readonly mean: number; readonly spread: number };
  readonly stages: number;
  readonly stage: number;
  readonly stageAt?: number;
  readonly until?: number;
  readonly answer?: { readonly decision: 'yes' | 'no'; readonly by: string; readonly comment: string; readonly at: number };
  /** What was seen after each stage, in words. */
  readonly results: readonly string[];
  /** Changes that are decided and perhaps not yet in the outbox, and news that are perhaps not yet told. */
  readonly changes: readonly BudgetChange[];
  readonly news: readonly PlanNews[];
}

/** Something that became of a plan and is told as an event, once. */
export interface PlanNews {
  readonly type: 'budget.proposed' | 'budget.changed' | 'budget.rolled-back';
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

/** How spend and response of the running month go. */
export interface PlanPace {
  readonly month: string;
  readonly currency: string;
  readonly spend: MonthPace;
  readonly response: MonthPace;
}

/** Whether a plan is still on its way, so that no other is begun beside it. */
export function isOpen({ state }: Pick<BudgetPlan, 'state'>): boolean {
  return state === 'waiting' || state === 'approved' || state === 'watching';
}
