import { formatDuration } from '#kernel';
import type { Lint } from './lint.ts';

/** The shortest window, in milliseconds, and the most panes of one. */
const shortest = 1_000;
const mostPanes = 1_000;

/** A window too short to be kept in panes. */
export const shortWindowLint: Lint = {
  code: 'short-window',
  severity: 'error',
  text: 'A window has less than one second: panes are no finer.',
  look: ({ rule }) =>
    Object.entries(rule.measures).flatMap(([name, { window }]) =>
      window >= shortest
        ? []
        : [
            {
              pointer: `/measures/${name}/window`,
              at: 'value' as const,
              message: 'a window has at least one second',
              hint: 'Write 1s or more.',
            },
          ],
    ),
};

/** A window cut too fine. */
export const fineWindowLint: Lint = {
  code: 'fine-window',
  severity: 'error',
  text: 'A window is cut into more than a thousand panes: every group would keep a thousand records.',
  look: ({ rule }) =>
    Object.entries(rule.measures).flatMap(([name, { window, every }]) => {
      if (window / every <= mostPanes) return [];
      const hint = `Write every: ${formatDuration(Math.ceil(window / (mostPanes * 1_000)) * 1_000)} or more.`;
      return [{ pointer: `/measures/${name}/every`, at: 'value' as const, message: `a window has at most ${mostPanes} panes`, hint }];
    }),
};
