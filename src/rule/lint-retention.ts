import { formatDuration } from '#kernel';
import type { Lint } from './lint.ts';
import { allSteps } from './normal-step.ts';

const hint = 'Shorten it, or keep state longer in the configuration.';

/** A window that outlives what is kept of it. */
export const windowRetentionLint: Lint = {
  code: 'window-beyond-retention',
  severity: 'warning',
  text: 'A window is longer than the configuration keeps state: its oldest part is forgotten before it leaves the window.',
  look: ({ rule, retention }) =>
    retention === undefined
      ? []
      : Object.entries(rule.measures)
          .filter(([, { window }]) => window > retention)
          .map(([name]) => ({
            pointer: `/measures/${name}/window`,
            at: 'value' as const,
            message: `the window is longer than state is kept (${formatDuration(retention)})`,
            hint,
          })),
};

/** A wait that outlives the run that waits. */
export const waitRetentionLint: Lint = {
  code: 'wait-beyond-retention',
  severity: 'warning',
  text: 'A step waits longer than the configuration keeps state: its run may be forgotten while it waits.',
  look: ({ rule, retention }) =>
    retention === undefined
      ? []
      : allSteps(rule.workflow)
          .filter((step) => 'milliseconds' in step && step.milliseconds > retention)
          .map((step) => ({
            pointer: step.pointer,
            at: 'value' as const,
            message: `the wait is longer than state is kept (${formatDuration(retention)})`,
            hint,
          })),
};
