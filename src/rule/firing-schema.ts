import Type from 'typebox';
import { duration, eventTypes, expression } from '#document';

const optional = Type.Optional;
const closed = { additionalProperties: false } as const;

/** The fields of a rule that say when a true condition is a fire, and when a fire is over. */
export const firingSchema = {
  hold_for: optional(duration('how long the condition must hold before the rule fires')),
  resolve_if: optional(
    Type.Unsafe<string | { readonly on: readonly string[]; readonly where?: string }>({
      anyOf: [
        expression('when the fire is over'),
        Type.Object({ on: eventTypes('events that end the fire'), where: optional(expression('which of those events')) }, closed),
      ],
      description: 'when the fire is over: a CEL expression over measures, or events',
    }),
  ),
  resolve_after: optional(duration('after how long without the condition the fire is over')),
  max_fires: optional(
    Type.Object(
      { n: Type.Integer({ minimum: 1, maximum: 100, description: 'how many fires' }), per: duration('in how long') },
      { ...closed, description: 'the most fires of a group in a period' },
    ),
  ),
  inhibited_by: optional(
    Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }), {
      minItems: 1,
      maxItems: 5,
      description: 'rules that hold this one back while they fire for the same group',
    }),
  ),
};
