import Type from 'typebox';
import { duration } from '#document';

const optional = Type.Optional;
const closed = { additionalProperties: false } as const;

/** The field of a rule that says what is usual for one of its measures. */
export const baselineSchema = {
  baseline: optional(
    Type.Object(
      {
        of: Type.String({ minLength: 1, maxLength: 64, description: 'the measure whose own past says what is usual' }),
        season: optional(
          Type.Enum(['hour_of_week', 'hour_of_day', 'none'], { description: 'what is usual apart from what; default is hour_of_week' }),
        ),
        history: optional(duration('how far back the past counts; default is 28d')),
        min_history: optional(duration('how long a group must be known before it is judged; default is 2d')),
        floor: optional(Type.Number({ minimum: 0, description: 'the least spread, in units of the measure' })),
        direction: optional(
          Type.Enum(['up', 'down', 'both'], { description: 'where z is high: above what is usual (default), below it, or far from it' }),
        ),
        cold_start: optional(
          Type.Unsafe<'skip' | { readonly expected: number; readonly spread: number }>({
            anyOf: [Type.Enum(['skip']), Type.Object({ expected: Type.Number(), spread: Type.Number({ exclusiveMinimum: 0 }) }, closed)],
            description: 'until enough is known: no z (skip, the default), or what to expect, and how widely',
          }),
        ),
      },
      { ...closed, description: "learns a measure's own past: measures.NAME.z, .expected and .spread" },
    ),
  ),
};
