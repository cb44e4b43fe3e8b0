import { type ExpressionSpace, expressionSpace } from '#expression';
import { CrosscurrentError, type Json } from '#kernel';
import type { CallAccounts } from './accounts.ts';
import { compileStep, type PlannedStep } from './compile-step.ts';
import type { CompiledStep } from './compiled-rule.ts';

let space: ExpressionSpace | undefined;

/**
 * Makes a step run again from its `source`, for a run that waited while its rule changed. The source was checked when its rule was compiled, so
 * it is compiled untyped here. Throws `invalid-rules` when the account or its operation is gone, or when the source is not one of ours.
 */
export function restoreStep(source: Json, accounts: CallAccounts): CompiledStep {
  const planned = source as unknown as PlannedStep;
  if (planned.kind === 'call' && !accounts.get(planned.connector)?.operations.some((one) => one.name === planned.operation)) {
    throw new CrosscurrentError(
      'invalid-rules',
      `a waiting run calls "${planned.operation}" of "${planned.connector}", which is not configured any more`,
    );
  }
  space ??= expressionSpace({ event: 'dyn', measures: 'dyn', group: 'dyn', now: 'double' });
  const compiled = compileStep(planned, space, { count: 0 });
  if ('step' in compiled) return compiled.step;
  throw new CrosscurrentError('invalid-rules', `a kept workflow step cannot be read: ${compiled.problems[0]?.message ?? ''}`);
}
