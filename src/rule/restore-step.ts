import { type ExpressionSpace, expressionSpace } from '#expression';
import { CrosscurrentError } from '#kernel';
import type { CallAccounts } from './accounts.ts';
import { StepCompiler } from './compile-step.ts';
import type { CompiledStep } from './compiled-step.ts';
import { innerPlans, type PlannedStep } from './planned-step.ts';

let space: ExpressionSpace | undefined;

/**
 * Makes a step run again from its `source`, for a run that waited while its rule changed. The source was checked when its rule was compiled, so
 * it is compiled untyped here. Throws `invalid-rules` when the account or its operation is gone, or when the source is not one of ours.
 */
export function restoreStep(source: PlannedStep, accounts: CallAccounts): CompiledStep {
  checkAccounts(source, accounts);
  space ??= expressionSpace({
    event: 'dyn',
    measures: 'dyn',
    group: 'dyn',
    match: 'dyn',
    vars: 'dyn',
    steps: 'dyn',
    run: 'dyn',
    fire: 'dyn',
    now: 'double',
  });
  const known = space;
  const compiler = new StepCompiler({ steps: known, awaited: () => known }, { count: 0 });
  const step = compiler.compile(source);
  const [problem] = compiler.problems;
  if (problem === undefined) return step;
  throw new CrosscurrentError('invalid-rules', `a kept workflow step cannot be read: ${problem.message}`);
}

function checkAccounts(source: PlannedStep, accounts: CallAccounts): void {
  if (source.kind === 'call' && !accounts.get(source.connector)?.operations.some((one) => one.name === source.operation)) {
    throw new CrosscurrentError(
      'invalid-rules',
      `a waiting run calls "${source.operation}" of "${source.connector}", which is not configured any more`,
    );
  }
  for (const list of innerPlans(source)) for (const one of list) checkAccounts(one, accounts);
}
