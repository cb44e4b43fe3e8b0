import { convert, formatMoney, microsOf } from '#guard';
import type { Clock } from '#kernel';
import { costOf } from './cost-of.ts';
import type { Stage } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import { giveUp } from './give-up.ts';

/** Holds an action that costs more than its rule or the deployment lets pass without a person's yes. What was approved once is not held again. */
export function approvalStage(deployment: DeploymentGuards, clock: Clock): Stage {
  return async (delivery) => {
    const { intent, entry, account, connector } = delivery;
    const limits = [deployment.approveAbove, intent.guards?.approveAbove].filter((one) => one !== undefined);
    if (limits.length === 0 || entry.approved !== undefined) return delivery;
    const cost = costOf(
      intent,
      connector.operations.find(({ name }) => name === intent.operation),
      account,
    );
    if (cost === undefined) return delivery;
    if ('unknown' in cost) return giveUp(delivery, 'no-rate', cost.unknown);
    let within = Number.POSITIVE_INFINITY;
    let reason = '';
    for (const limit of limits) {
      const amount = convert(cost.amount, cost.currency, limit.currency, deployment.rates);
      const most = microsOf(limit.amount);
      if (amount === undefined || most === undefined)
        return giveUp(delivery, 'no-rate', `there is no rate from ${cost.currency} to ${limit.currency}`);
      if (amount <= most || limit.within >= within) continue;
      within = limit.within;
      reason = `it costs ${formatMoney(cost.amount, cost.currency)}; above ${formatMoney(most, limit.currency)} a person must say yes`;
    }
    if (reason === '') return delivery;
    return { ...delivery, outcome: { fate: 'held', attempts: entry.attempts, until: clock.now() + within, reason } };
  };
}
