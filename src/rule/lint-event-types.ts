import { eventCatalogue } from '#event';
import { nearest } from '#kernel';
import type { Lint } from './lint.ts';
import type { NormalRule } from './normal-rule.ts';
import { ruleOfEventType } from './rule-events.ts';

/** An event type that the catalogue does not know. Whether another rule emits it shows only across files: checkRules settles that. */
export const eventTypesLint: Lint = {
  code: 'unknown-type',
  severity: 'warning',
  text: 'The rule listens to an event type that is not in the catalogue and that no rule emits: perhaps it will never hear anything.',
  look: ({ rule }) =>
    typesOf(rule).flatMap(([type, pointer]) => {
      // Whether there is such a rule shows across files.
      if (eventCatalogue.has(type) || ruleOfEventType(type) !== undefined) return [];
      const near = nearest(type, eventCatalogue.keys());
      const hint = 'Events of types outside the catalogue are admitted too; then their fields are not checked.';
      const message = `the event type "${type}" is not in the catalogue`;
      return [{ pointer, at: 'value' as const, message, hint, ...(near === undefined ? {} : { suggestion: near }) }];
    }),
};

/** The event types a rule names, and where: of a sequence those of its steps. */
function typesOf({ on, sequence }: NormalRule): readonly (readonly [type: string, pointer: string])[] {
  if (sequence === undefined) return on.map((type, index) => [type, `/on/${index}`]);
  return sequence.parts.flatMap((part, place) =>
    part.on.map((type, index) => [type, `/sequence/${place}/${part.kind === 'absent' ? 'absent/' : ''}on/${index}`] as const),
  );
}
