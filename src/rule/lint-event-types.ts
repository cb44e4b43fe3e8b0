import { eventCatalogue } from '#event';
import { nearest } from '#kernel';
import type { Lint } from './lint.ts';

/** An event type that the catalogue does not know. Whether another rule emits it shows only across files: checkRules settles that. */
export const eventTypesLint: Lint = {
  code: 'unknown-type',
  severity: 'warning',
  text: 'The rule listens to an event type that is not in the catalogue and that no rule emits: perhaps it will never hear anything.',
  look: ({ rule }) =>
    rule.on.flatMap((type, index) => {
      if (eventCatalogue.has(type)) return [];
      const near = nearest(type, eventCatalogue.keys());
      const hint = 'Events of types outside the catalogue are admitted too; then their fields are not checked.';
      const message = `the event type "${type}" is not in the catalogue`;
      return [{ pointer: `/on/${index}`, at: 'value' as const, message, hint, ...(near === undefined ? {} : { suggestion: near }) }];
    }),
};
