import type { Lint } from './lint.ts';

/** Measures of everything at once. */
export const noGroupLint: Lint = {
  code: 'no-group',
  severity: 'warning',
  text: 'The rule measures and has no `by`: every event of every campaign, topic and person goes into one window.',
  look: ({ rule }) => {
    if (Object.keys(rule.measures).length === 0 || Object.keys(rule.by).length > 0) return [];
    const message = 'the rule has no "by": all events are measured as one group';
    return [{ pointer: '/measures', at: 'key', message, hint: 'Group them, e.g. by: { topic: event.topics }.' }];
  },
};
