import type { Doubt, Lint } from './lint.ts';
import { innerLists, type NormalStep } from './normal-step.ts';

/** Steps behind the end of a run. */
export const unreachableStepLint: Lint = {
  code: 'unreachable-step',
  severity: 'warning',
  text: 'A step follows one that always ends the run: it is never done.',
  look: ({ rule }) => unreachable(rule.workflow),
};

function unreachable(steps: readonly NormalStep[]): Doubt[] {
  const end = steps.findIndex(endsRun);
  const after = end < 0 ? undefined : steps[end + 1];
  const here: Doubt[] =
    after === undefined
      ? []
      : [
          {
            pointer: after.pointer,
            at: 'key',
            message: `"${after.id}" is never done: "${steps[end]!.id}" ends the run before it`,
            hint: 'Put it before the end, or end the run in a switch.',
          },
        ];
  return [...here, ...steps.flatMap((step) => innerLists(step).flatMap(unreachable))];
}

/** Whether every way through a step ends the run. */
function endsRun(step: NormalStep): boolean {
  switch (step.kind) {
    case 'stop':
    case 'compensate':
      return true;
    case 'switch':
      return [...step.cases.map((one) => one.do), step.otherwise].every((list) => list.some(endsRun));
    case 'split':
      return step.variants.every((one) => one.do.some(endsRun));
    default:
      return false;
  }
}
