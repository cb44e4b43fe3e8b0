export { type ChannelStanding, type LockSettings, lockOf } from './channel-locks.ts';
export { explainProposal } from './explain-proposal.ts';
export { holdOut, type HoldOut } from './hold-out.ts';
export { marginalResponse } from './marginal-response.ts';
export { type MonthPace, paceMonth } from './pace-month.ts';
export { type BudgetLimits, type BudgetProposal, proposeBudget } from './propose-budget.ts';
export { channelResponse, fitResponse, type ResponseModel } from './response-model.ts';
export type { SpendHistory } from './spend-history.ts';
