import type { Intent } from '#action';
import type { Account } from '#config';
import type { Operation } from '#connector';
import { microsOf } from '#guard';

/** What an action costs, in millionths of a currency; `unknown` says why it cannot be told. */
export type Cost = { readonly amount: bigint; readonly currency: string } | { readonly unknown: string };

/**
 * What an intent costs: the parameter that its operation marks as money, in the currency of the call, else of the account. Undefined when it costs nothing that we know of. An operation
 * that always spends and does not say how much is unknown, never free.
 */
export function costOf(intent: Intent, operation: Operation | undefined, account: Account): Cost | undefined {
  const parameters = Object.entries(operation?.parameters ?? {});
  const valueOf = (money: 'amount' | 'currency'): unknown => {
    const name = parameters.find(([, one]) => one.money === money)?.[0];
    return name === undefined ? undefined : intent.parameters[name];
  };
  const given = valueOf('amount');
  if (given === undefined || given === null)
    return operation?.spends === true ? { unknown: 'the action costs money and does not say how much' } : undefined;
  const amount = typeof given === 'number' || typeof given === 'string' ? microsOf(given) : undefined;
  if (amount === undefined) return { unknown: 'what the action costs is no amount of money' };
  const currency = valueOf('currency') ?? account.options['currency'];
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return { unknown: 'the currency is not known; name it in the call, or as the currency of the account' };
  return { amount, currency };
}
