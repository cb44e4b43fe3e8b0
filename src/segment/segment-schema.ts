import { duration, eventTypes, expression } from '#document';
import Type, { type Static } from 'typebox';

const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const named = { propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$', description: 'a name of letters, digits and _' } };

const band = (what: string, most: number) =>
  Type.Object(
    {
      from: optional(Type.Number({ minimum: 0, maximum: most, description: 'the least value that is in' })),
      below: optional(Type.Number({ minimum: 0, maximum: most, description: 'the least value that is out again' })),
    },
    { ...closed, minProperties: 1, description: `${what}: { from: 40 }, { below: 10 } or both` },
  );

/** The shape of a segment as people write it. Its JSON Schema is docs/schema/segment.json, which editors read. */
export const segmentSchema = Type.Object(
  {
    segment: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'the id of the segment: small letters, digits and dashes' }),
    summary: Type.String({ minLength: 1, maxLength: 500, description: 'one sentence: who is in it' }),
    because: optional(Type.String({ maxLength: 2_000, description: 'what it is good for' })),
    misses: optional(Type.String({ maxLength: 2_000, description: 'whom the segment does not see, said honestly' })),
    attributes: optional(
      Type.Record(
        Type.String(),
        Type.Object(
          { on: eventTypes('the events that say it'), is: expression('its value; the one said latest holds') },
          { ...closed, description: 'as { on, is }' },
        ),
        { ...named, maxProperties: 10, description: 'what is known of a person: name to { on, is }' },
      ),
    ),
    counts: optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            on: eventTypes('the events that are counted'),
            where: optional(expression('which of those')),
            within: duration('how far back they count'),
          },
          { ...closed, description: 'as { on, where, within }' },
        ),
        { ...named, maxProperties: 10, description: 'how often a person did something lately: name to { on, where, within }' },
      ),
    ),
    score: optional(band('a band of the lead score by points, which fades', 1_000_000)),
    probability: optional(band('a band of the learned probability to convert', 1)),
    consent: optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
        minItems: 1,
        maxItems: 20,
        description: 'purposes the person has agreed to, all of them',
      }),
    ),
    when: optional(expression('what else must hold, over contact.attributes, contact.counts and contact.consents')),
  },
  { ...closed, $schema: 'http://json-schema.org/draft-07/schema#', title: 'A Crosscurrent segment' },
);

/** A segment exactly as its author wrote it, after its shape was checked. */
export type AuthoredSegment = Static<typeof segmentSchema>;
