import { formatBytes } from './format-bytes.ts';
import { assumedRate, estimateState } from './estimate-state.ts';
import type { Lint } from './lint.ts';

/** The memory one rule may take before somebody should look at it. */
const much = 1024 ** 3;

/** Groups without end. */
export const endlessGroupsLint: Lint = {
  code: 'endless-groups',
  severity: 'warning',
  text: 'The rule measures by something that nearly every event has to itself (an id, a time, a text): no group ever gathers two events, and groups are without end.',
  look: ({ rule }) =>
    Object.keys(rule.measures).length === 0
      ? []
      : estimateState(rule).endless.map((name) => ({
          pointer: `/by/${name}`,
          at: 'value' as const,
          message: `"${name}" is different in nearly every event: each would be a group of its own`,
          hint: 'Group by what events share, e.g. event.topics or event.data.campaign.',
        })),
};

/** Memory that somebody should know of. */
export const largeStateLint: Lint = {
  code: 'large-state',
  severity: 'warning',
  text: `What the rule remembers may grow beyond 1 GB, estimated as groups × panes × size at ${assumedRate} matching events a second.`,
  look: ({ rule }) => {
    const { groups, panes, bytes, endless } = estimateState(rule);
    if (bytes <= much || endless.length > 0) return [];
    const measured = Object.keys(rule.measures).length > 0;
    const message = `the rule may come to remember ${formatBytes(bytes)} (${groups} groups, ${panes} panes at ${assumedRate} events a second)`;
    const hint = measured
      ? 'Write a coarser every, a shorter window or a narrower where.'
      : 'Write a shorter cooldown or a narrower where.';
    return [{ pointer: measured ? '/measures' : '/cooldown', at: 'key', message, hint }];
  },
};
