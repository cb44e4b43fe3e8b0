import Type from 'typebox';
import { duration, eventTypes, expression } from '#document';

const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const NAME = '^[A-Za-z_][A-Za-z0-9_]{0,63}$';
const times = Type.Integer({ minimum: 1, maximum: 100 });

const events = Type.Object(
  { on: optional(eventTypes('the event types; default is those of the rule')), where: optional(expression('which of those events')) },
  closed,
);

/** One step of a sequence: events to come, or with `absent` events that must not. Which fields go together is checked after the shape. */
const step = Type.Object(
  {
    as: optional(Type.String({ pattern: NAME, description: 'the name of the step, for match.NAME' })),
    on: optional(eventTypes('the event types of the step; default is those of the rule')),
    where: optional(expression('which of those events; may read match.NAME of the steps before')),
    times: optional(
      Type.Unsafe<number | { readonly min?: number; readonly max?: number }>({
        anyOf: [times, Type.Object({ min: optional(times), max: optional(times) }, { ...closed, minProperties: 1 })],
        description: 'how often: 3 is three times or more, { min: 2, max: 4 } fails when there are more',
      }),
    ),
    absent: optional(Type.Object(events.properties, { ...closed, description: 'events that must not come' })),
    for: optional(duration('for how long they must not come')),
  },
  closed,
);

/** The fields of a rule that say what sequence it looks for. */
export const sequenceSchema = {
  sequence: optional(
    Type.Array(step, { minItems: 1, maxItems: 10, description: 'steps that follow each other, other events between them allowed' }),
  ),
  within: optional(duration('the most that may lie between the first and the last event of a sequence')),
  any_of: optional(Type.Integer({ minimum: 1, maximum: 10, description: 'how many of the steps make a match, in any order' })),
  cancel_if: optional(Type.Object(events.properties, { ...closed, description: 'events that break a sequence off' })),
  keep: optional(Type.Enum(['newest', 'oldest'], { description: 'which of two matches at the same step stays; default is newest' })),
  overlap: optional(Type.Boolean({ description: 'every first event begins a match of its own' })),
  max_pending: optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'how many matches of a key may be pending with overlap; default is 10' }),
  ),
  reorder: optional(duration('how far out of order events may come; default is 10s')),
  grace: optional(duration('how long a late event takes an absence back; default is 1h')),
};
