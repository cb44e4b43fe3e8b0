import type { ResponseKind } from './daily-figures.ts';

/** How a deployment plans budgets. Durations are milliseconds, amounts money per day. */
export interface BudgetSettings {
  /** `dry-run` only tells; `approve` changes budgets when a person said yes; `off` does nothing. */
  readonly mode: 'off' | 'dry-run' | 'approve';
  readonly every: number;
  readonly response: ResponseKind;
  readonly currency?: string;
  /** What may be spent a day in all; without it as much as now. */
  readonly perDay?: number;
  readonly cap: readonly [lowest: number, highest: number];
  readonly learning: number;
  readonly freshness: number;
  readonly minDays: number;
  readonly stages: number;
  readonly stageWait: number;
  readonly approveWithin: number;
  readonly channels: { readonly [channel: string]: ChannelSettings };
}

/** What is said of one channel. `account` and `operation` are how its budget is changed, `target` what the platform calls it. */
export interface ChannelSettings {
  readonly account?: string;
  readonly operation: string;
  readonly target?: string;
  readonly floor?: number;
  readonly ceiling?: number;
  readonly lock: boolean;
}
