import type { CallOperation } from './accounts.ts';
import type { Doubt, Lint } from './lint.ts';
import { allSteps } from './normal-step.ts';

/** Money that leaves without a limit. */
export const spendingLint: Lint = {
  code: 'spend-unguarded',
  severity: 'warning',
  text: 'A step costs money and the rule has neither a `spend_cap` nor `approve_above`: a mistake in the rule can spend without end.',
  look: ({ rule, accounts }) => {
    const { spendCap, approveAbove } = rule.guards;
    if (spendCap !== undefined || approveAbove !== undefined) return [];
    const doubts: Doubt[] = [];
    for (const step of allSteps(rule.workflow)) {
      if (step.kind !== 'call') continue;
      const operations = accounts.get(step.connector)?.operations ?? [];
      const operation = step.operation === undefined ? operations[0] : operations.find((one) => one.name === step.operation);
      if (operation === undefined || !costs(operation, step.parameters)) continue;
      const message = `"${step.id}" costs money and nothing limits how much`;
      const hint = 'Limit it, e.g. guards: { spend_cap: { amount: 200, currency: EUR, per: 1d } }.';
      doubts.push({ pointer: step.pointer, at: 'key', message, hint });
    }
    return doubts;
  },
};

/** Whether a call costs money: its operation always does, or the call says what it costs. */
function costs(operation: CallOperation, given: { readonly [name: string]: unknown }): boolean {
  if (operation.spends === true) return true;
  return Object.entries(operation.parameters).some(([name, { money }]) => money === 'amount' && given[name] !== undefined);
}
