import { marginalResponse } from './marginal-response.ts';
import type { BudgetLimits, BudgetProposal } from './propose-budget.ts';
import type { ResponseModel } from './response-model.ts';

/** A proposal in words and numbers: what is to change, why, what is expected, and how sure that is. Channels that stay say why. */
export function explainProposal(model: ResponseModel, limits: BudgetLimits, proposal: BudgetProposal): string[] {
  const { proposed, now, after, low, high, better, stride } = proposal;
  const words: string[] = [];
  const spent = limits.current.reduce((sum, spend) => sum + spend, 0);
  const total = proposed.reduce((sum, spend) => sum + spend, 0);
  if (limits.total !== undefined && Math.abs(total - limits.total) > 0.005 * Math.max(1, limits.total))
    words.push(
      `Of the ${amount(limits.total)} per period ${amount(total)} can be placed: the limits of the channels allow no ${total < limits.total ? 'more' : 'less'} in one step.`,
    );
  if (stride === 0 && Math.abs(total - spent) < 0.005 * Math.max(1, spent))
    words.push('No change: no other split is expected to bring so much more that the gain outweighs how little is known of it.');
  else {
    words.push(
      `${amount(total)} per period, split as proposed, is expected to bring ${amount(after - now)} more per period in the long run than now (${percent((after - now) / Math.max(1e-9, now))} of what the channels bring; ` +
        `four times of five between ${signed(low - now)} and ${signed(high - now)}). It is better than now in ${percent(better)} of the ways to explain the past.`,
    );
    if (stride < 1) words.push(`Only ${percent(stride)} of the way to the best split is proposed, because more would be a gamble.`);
  }
  for (const [channel, name] of model.channels.entries()) {
    const from = limits.current[channel]!;
    const to = proposed[channel]!;
    const lock = limits.locked?.[channel];
    if (lock !== undefined) {
      words.push(`${name} stays at ${amount(from)}: ${lock}.`);
      continue;
    }
    const before = marginalResponse(model, channel, from);
    const after = marginalResponse(model, channel, to);
    const change = from > 0 ? ` (${signed(Math.round((100 * (to - from)) / from))} %)` : '';
    words.push(
      `${name}: ${amount(from)} to ${amount(to)}${change}. One more unit of money brings ${figure(before.mean)} now (${figure(before.low)} to ${figure(before.high)}), ${figure(after.mean)} then.`,
    );
  }
  return words;
}

function amount(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

function figure(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${amount(Math.abs(value))}`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}
