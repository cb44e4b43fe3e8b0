import Type from 'typebox';
import { duration, expression } from '#document';

const optional = Type.Optional;

/** The shape of a measure as people write it. Which field goes with which fn is checked when it is compiled, where the answer can say more than a schema. */
export const measureSchema = Type.Object(
  {
    fn: Type.Enum(
      ['count', 'distinct', 'sum', 'avg', 'min', 'max', 'percentile', 'median', 'p50', 'p90', 'p95', 'p99', 'ratio', 'first_seen'],
      { description: 'what is measured: count, distinct, sum, avg, min, max, percentile, ratio or first_seen' },
    ),
    of: optional(expression('what is counted or added up; of a ratio the condition, or the measure above the line')),
    where: optional(expression('which events count')),
    window: optional(duration('how far back the measure looks in event time')),
    every: optional(duration('the precision of the window')),
    kind: optional(
      Type.Enum(['sliding', 'tumbling', 'session'], {
        description: 'sliding: the time before the newest event (default); tumbling: fixed in time; session: until nothing happens for gap',
      }),
    ),
    zone: optional(Type.String({ minLength: 1, maxLength: 64, description: 'the time zone whose days and weeks a tumbling window keeps' })),
    gap: optional(duration('how long nothing happens before a session is over')),
    p: optional(Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'which percentile, such as 95' })),
    to: optional(Type.String({ minLength: 1, maxLength: 64, description: 'the measure below the line of a ratio' })),
    min: optional(Type.Number({ exclusiveMinimum: 0, description: 'the least denominator of a ratio: below it the ratio has no value' })),
    horizon: optional(duration('how far back first_seen remembers')),
  },
  { additionalProperties: false },
);
