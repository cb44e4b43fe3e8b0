import { findContradiction, type PlacedCondition } from './find-contradiction.ts';
import { knownFacts } from './known-facts.ts';
import type { Doubt, Lint } from './lint.ts';
import type { NormalRule } from './normal-rule.ts';

/** Conditions that contradict each other, so that the rule is never reached or a measure never counts. */
export const neverTrueLint: Lint = {
  code: 'never-true',
  severity: 'warning',
  text: 'Conditions that must hold together contradict each other, or the bounds of what they compare: the rule can never fire, or a measure can never count.',
  look: ({ rule }) => {
    const known = knownFacts(rule);
    const own = placed([
      ['/where', rule.where],
      ['/when', rule.when],
    ]);
    const found = findContradiction(own, known);
    if (found) return [doubt(found, 'the rule can never fire')];
    return Object.entries(rule.measures).flatMap(([name, measure]) => {
      const counted = placed([
        ['/where', rule.where],
        [`/measures/${name}/where`, measure.where],
      ]);
      const idle = measure.where === undefined ? undefined : findContradiction(counted, known);
      return idle ? [doubt(idle, `the measure "${name}" never counts anything`)] : [];
    });
  },
};

function placed(conditions: readonly (readonly [string, NormalRule['where']])[]): PlacedCondition[] {
  return conditions.flatMap(([pointer, text]) => (text === undefined ? [] : [{ pointer, text }]));
}

function doubt(
  { pointer, offset, part, against }: { pointer: string; offset: number; part: string; against: string },
  what: string,
): Doubt {
  return {
    pointer,
    at: offset,
    message: `${what}: ${part} cannot hold`,
    hint: against === '' ? 'Look at the conditions around it.' : `It stands against: ${against}.`,
  };
}
