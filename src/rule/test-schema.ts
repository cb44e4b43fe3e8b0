import Type, { type Static } from 'typebox';

const duration = (what: string) =>
  Type.String({
    pattern: '^(\\d{1,12}(\\.\\d{1,3})?(ms|[smhdw]))+$',
    maxLength: 40,
    description: `${what}, a duration such as 90s or 1h30m`,
  });
const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const times = Type.Integer({ minimum: 0, description: 'how often since the start of the test; without it, at least once' });
const group = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
  description: 'names and values of the group, e.g. { topic: aurora }',
});

const event = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+$', description: 'an event type such as social.mentioned' }),
    id: optional(Type.String({ description: 'the id; without it each event gets its own' })),
    source: optional(Type.String({ description: 'where the event comes from' })),
    subject: optional(Type.String({ description: 'what the event is about' })),
    contact: optional(Type.String({ description: 'the person; {i} is the place in a repetition' })),
    data: optional(Type.Record(Type.String(), Type.Unknown(), { description: 'the fields of the event' })),
    sentiment: optional(
      Type.Union([
        Type.Number({ minimum: -1, maximum: 1, description: 'the score' }),
        Type.Object(
          {
            score: Type.Number({ minimum: -1, maximum: 1 }),
            label: optional(Type.Enum(['negative', 'neutral', 'positive'])),
            confidence: optional(Type.Number({ minimum: 0, maximum: 1 })),
          },
          closed,
        ),
      ]),
    ),
    topics: optional(Type.Array(Type.String(), { description: 'topics found in the text' })),
    language: optional(Type.String({ description: 'language code such as pl' })),
    lead: optional(
      Type.Object({ score: Type.Number(), before: Type.Number() }, { ...closed, description: 'the lead score after and before the event' }),
    ),
  },
  { ...closed, description: 'an event as rules see it: type, contact, data, sentiment, topics, language, lead' },
);

const feed = Type.Object(
  {
    at: duration('when it arrives, from the start of the test'),
    event: optional(event),
    repeat: optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'how many times the event comes' })),
    every: optional(duration('time between repetitions')),
    delay: optional(duration('how much earlier the event happened than it arrives')),
    restart: optional(Type.Literal(true, { description: 'true: the engine stops and starts again from what it wrote' })),
  },
  closed,
);

const expectation = Type.Object(
  {
    at: duration('when to look, from the start of the test'),
    fired: optional(
      Type.Object({ group: optional(group), times: optional(times) }, { ...closed, description: 'the rule fired, as { group, times }' }),
    ),
    not_fired: optional(Type.Literal(true, { description: 'true: the rule has not fired' })),
    suppressed: optional(
      Type.Object({ reason: Type.String({ description: 'cooldown, late, measures-changed' }), times: optional(times) }, closed),
    ),
    action: optional(
      Type.Object(
        {
          connector: Type.String({ description: 'the account' }),
          operation: optional(Type.String({ description: 'the operation' })),
          contains: optional(Type.Union([Type.String(), Type.Array(Type.String())], { description: 'texts that stand in the parameters' })),
          members: optional(Type.Integer({ minimum: 0, description: 'how many people it is sent for' })),
          times: optional(times),
        },
        { ...closed, description: 'an action the rule sent, as { connector, operation, contains, members, times }' },
      ),
    ),
  },
  closed,
);

/** The shape of a rule test file as people write it. */
export const testSchema = Type.Object(
  {
    tests: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, description: 'a sentence: what is true of the rule' }),
          rule: Type.String({ minLength: 1, description: 'the id of the rule' }),
          start: optional(
            Type.String({
              pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?Z$',
              description: 'when the test begins, such as 2026-01-05T10:00:00Z',
            }),
          ),
          feed: Type.Array(feed, { minItems: 1, description: 'what happens, at which time' }),
          expect: Type.Array(expectation, { minItems: 1, description: 'what must be true, at which time' }),
        },
        closed,
      ),
      { minItems: 1, description: 'the tests' },
    ),
  },
  closed,
);

/** A rule test file exactly as its author wrote it, after its shape was checked. */
export type AuthoredTests = Static<typeof testSchema>;
