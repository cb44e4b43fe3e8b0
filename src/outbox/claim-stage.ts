import { convert, formatMoney, microsOf } from '#guard';
import { formatDuration } from '#kernel';
import { addressed } from './addressed.ts';
import { costOf } from './cost-of.ts';
import type { Delivery, Stage } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import { giveUp } from './give-up.ts';
import type { Claim, Claimed, GuardStore, SpendClaim } from './guard-store.ts';

/** A money cap with the counter it is held to. */
interface Cap {
  readonly counter: string;
  readonly amount: string;
  readonly currency: string;
  readonly per: number;
}

/**
 * Books the attempt into the counters of its guards (spend, frequency, blast radius), or gives it up when one of them is full. Of an audience those who were reached too often drop out.
 * The booking is made before the attempt, so that the caps hold even when the attempt is never heard of again. `consumer` makes the token of each attempt its own.
 */
export function claimStage(store: GuardStore, deployment: DeploymentGuards, consumer: string): Stage {
  let attempts = 0;
  return async (delivery) => {
    const { intent } = delivery;
    const spends = spendsOf(delivery, deployment);
    if (typeof spends === 'string') return giveUp(delivery, 'no-rate', spends);
    const contacts = addressed(delivery);
    const frequency = [deployment.frequencyCap, intent.guards?.frequencyCap]
      .filter((one) => one !== undefined)
      .map(({ max, per, across }) => ({ max, period: per, across }));
    const reach = [deployment.blastRadius, intent.guards?.blastRadius].flatMap((one) => (one === undefined ? [] : [one.maxContacts]));
    const claim: Claim = {
      key: intent.key,
      token: `${encodeURIComponent(consumer)}.${++attempts}`,
      rule: intent.rule,
      account: intent.connector,
      contacts,
      some: intent.members !== undefined,
      frequency: contacts.length === 0 ? [] : frequency,
      remember: contacts.length === 0 ? 0 : Math.max(deployment.remember?.() ?? 0, ...frequency.map(({ period }) => period), 0),
      ...(contacts.length === 0 || reach.length === 0 ? {} : { reach: { run: `${intent.rule}|${intent.run}`, max: Math.min(...reach) } }),
      spends: spends.map(({ claim: one }) => one),
    };
    if (claim.remember === 0 && claim.reach === undefined && claim.spends.length === 0) return delivery;
    const claimed = await store.claim(claim);
    if (claimed.kind === 'refused') return giveUp(delivery, claimed.guard, reasonOf(claimed, claim, spends));
    const booked = { ...claim, contacts: claimed.contacts };
    if (intent.members === undefined || contacts.length === 0) return { ...delivery, claim: booked };
    return { ...delivery, claim: booked, intent: { ...intent, members: claimed.contacts } };
  };
}

/** The money counters an intent goes into, or why it cannot be told. */
function spendsOf({ intent, account, connector }: Delivery, deployment: DeploymentGuards): { claim: SpendClaim; cap: Cap }[] | string {
  const caps: Cap[] = [];
  if (deployment.spendCap) caps.push({ ...deployment.spendCap, counter: `all:${deployment.spendCap.currency}` });
  const own = intent.guards?.spendCap;
  if (own) caps.push({ ...own, counter: `rule:${intent.rule}:${own.currency}` });
  if (caps.length === 0) return [];
  const cost = costOf(
    intent,
    connector.operations.find(({ name }) => name === intent.operation),
    account,
  );
  if (cost === undefined) return [];
  if ('unknown' in cost) return cost.unknown;
  const spends: { claim: SpendClaim; cap: Cap }[] = [];
  for (const cap of caps) {
    const amount = convert(cost.amount, cost.currency, cap.currency, deployment.rates);
    const limit = microsOf(cap.amount);
    if (amount === undefined || limit === undefined) return `there is no rate from ${cost.currency} to ${cap.currency}`;
    spends.push({ claim: { counter: cap.counter, limit, period: cap.per, amount }, cap });
  }
  return spends;
}

function reasonOf(
  { guard, index, found }: Extract<Claimed, { kind: 'refused' }>,
  claim: Claim,
  spends: readonly { claim: SpendClaim; cap: Cap }[],
): string {
  switch (guard) {
    case 'frequency-cap': {
      const { max, period, across } = claim.frequency[index]!;
      const of = { all: 'any rule', rule: 'this rule', connector: 'this account' }[across];
      return `${found} actions of ${of} in ${formatDuration(period)} reached the contact, and ${max} may`;
    }
    case 'blast-radius':
      return `the run would address ${found} contacts, and ${claim.reach!.max} may be`;
    case 'spend-cap': {
      const { claim: spend, cap } = spends[index]!;
      const money = (micros: bigint): string => formatMoney(micros, cap.currency);
      return `${money(found)} of ${money(spend.limit)} in ${formatDuration(cap.per)} are spent, and it costs ${money(spend.amount)}`;
    }
    default:
      throw new TypeError(`unknown guard ${String(guard satisfies never)}`);
  }
}
