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
const ruleId = Type.String({ minLength: 1, maxLength: 64, description: 'the id of a rule' });
const wholeHole = Type.String({ pattern: '^\\$?\\{[A-Za-z_][A-Za-z0-9_]*\\}$', description: 'a hole such as {mood}' });
const words = Type.Union([Type.String(), Type.Array(Type.String())]);
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
        wholeHole,
        Type.Object(
          {
            score: Type.Number({ minimum: -1, maximum: 1 }),
            label: optional(Type.Enum(['negative', 'neutral', 'positive'])),
            confidence: optional(Type.Number({ minimum: 0, maximum: 1 })),
            model: optional(Type.String({ description: 'whose score it is, where a model outside is asked' })),
          },
          closed,
        ),
      ]),
    ),
    topics: optional(Type.Array(Type.String(), { description: 'topics found in the text' })),
    segments: optional(Type.Array(Type.String(), { description: 'segments the contact is in; without it those it is in by then' })),
    intent: optional(
      Type.Enum(['question', 'complaint', 'purchase', 'churn', 'praise', 'spam'], { description: 'what the author wants or does' }),
    ),
    aspects: optional(
      Type.Array(Type.Object({ topic: Type.String(), score: Type.Number({ minimum: -1, maximum: 1 }) }, closed), {
        description: 'how the text speaks of each topic',
      }),
    ),
    language: optional(Type.String({ description: 'language code such as pl' })),
    lead: optional(
      Type.Object(
        {
          score: Type.Number(),
          before: Type.Number(),
          probability: optional(Type.Number({ minimum: 0, maximum: 1, description: 'the learned probability to convert' })),
          because: optional(Type.Array(Type.String(), { description: 'what moved it' })),
        },
        { ...closed, description: 'the lead score after and before the event' },
      ),
    ),
  },
  { ...closed, description: 'an event as rules see it: type, contact, data, sentiment, topics, aspects, intent, language, lead' },
);

const generator = Type.Union([
  Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1_000, description: 'values that are taken one after the other, again and again' }),
  Type.Object(
    { pick: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1_000, description: 'values of which one is taken by chance' }) },
    closed,
  ),
  Type.Object({ from: Type.Number({ description: 'the least number' }), to: Type.Number({ description: 'the greatest number' }) }, closed),
]);

const feed = Type.Object(
  {
    at: duration('when it arrives, from the start of the test'),
    event: optional(event),
    repeat: optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'how many times the event comes' })),
    every: optional(duration('time between repetitions')),
    values: optional(
      Type.Record(Type.String(), generator, {
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$', description: 'a name of letters, digits and _' },
        maxProperties: 20,
        description: 'values for the holes of the event, one for each repetition: a list, { pick: […] } or { from: 1, to: 9 }',
      }),
    ),
    delay: optional(duration('how much earlier the event happened than it arrives')),
    out_of_order: optional(duration('each event arrives up to this much later than it happened, by chance: so they overtake each other')),
    duplicate: optional(
      Type.Union([Type.Literal(true), duration('how much later it comes again')], {
        description: 'true, or how much later: each event comes again under the same id',
      }),
    ),
    redelivery: optional(Type.Literal(true, { description: 'true: the batch of each event is lost before its commit and worked again' })),
    restart: optional(Type.Literal(true, { description: 'true: the engine stops and starts again from what it wrote' })),
    answer: optional(
      Type.Object(
        {
          step: Type.String({ minLength: 1, description: 'the approve step that asks' }),
          decision: Type.Enum(['yes', 'no'], { description: 'yes or no' }),
          by: optional(Type.String({ description: 'who answers' })),
          comment: optional(Type.String({ description: 'what they say' })),
        },
        { ...closed, description: 'a person answers an approve step, as { step, decision, by, comment }' },
      ),
    ),
  },
  closed,
);

const outcome = Type.Object(
  {
    connector: optional(Type.String({ description: 'the account; without it any' })),
    operation: optional(Type.String({ description: 'the operation; without it any' })),
    step: optional(Type.String({ description: 'the step; without it any' })),
    outcome: Type.Enum(['delivered', 'failed', 'suppressed'], { description: 'what comes of it: delivered, failed or suppressed' }),
    why: optional(Type.String({ description: 'the code of the failure, or the guard' })),
    after: optional(duration('how long it takes')),
    times: optional(Type.Integer({ minimum: 1, description: 'to how many actions it happens; without it to all' })),
  },
  closed,
);

const expectation = Type.Object(
  {
    at: duration('when to look, from the start of the test'),
    fired: optional(
      Type.Object(
        { group: optional(group), because: optional(words), times: optional(times) },
        { ...closed, description: 'the rule fired, as { group, because, times }' },
      ),
    ),
    not_fired: optional(
      Type.Union([Type.Literal(true), Type.Object({ group }, closed)], {
        description: 'true: the rule has not fired; { group }: not for this group',
      }),
    ),
    pending: optional(
      Type.Object(
        {
          group: optional(group),
          times: optional(Type.Integer({ minimum: 0, description: 'for how many groups; without it at least one' })),
        },
        {
          ...closed,
          description: 'the rule is on its way to a fire now: a condition is held, or a sequence has begun, as { group, times }',
        },
      ),
    ),
    resolved: optional(
      Type.Object(
        { group: optional(group), because: optional(words), times: optional(times) },
        { ...closed, description: 'what made the rule fire was over, as { group, because, times }' },
      ),
    ),
    suppressed: optional(
      Type.Object(
        { reason: Type.String({ description: 'cooldown, late, inhibited, max-fires, still-firing, running …' }), times: optional(times) },
        closed,
      ),
    ),
    late: optional(Type.Object({ times: optional(times) }, { ...closed, description: 'events came too late to count, as { times }' })),
    duplicates: optional(Type.Object({ times: optional(times) }, { ...closed, description: 'events came a second time, as { times }' })),
    action: optional(
      Type.Object(
        {
          connector: Type.String({ description: 'the account' }),
          operation: optional(Type.String({ description: 'the operation' })),
          step: optional(Type.String({ description: 'the step that sent it' })),
          contains: optional(Type.Union([Type.String(), Type.Array(Type.String())], { description: 'texts that stand in the parameters' })),
          parameters: optional(
            Type.Record(Type.String(), Type.Unknown(), { description: 'parameters and their exact values; others may be there too' }),
          ),
          members: optional(Type.Integer({ minimum: 0, description: 'how many people it is sent for' })),
          times: optional(times),
        },
        { ...closed, description: 'an action the rule sent, as { connector, operation, step, contains, parameters, members, times }' },
      ),
    ),
    emitted: optional(
      Type.Object(
        {
          type: Type.String({ description: 'the event type' }),
          data: optional(Type.Record(Type.String(), Type.Unknown(), { description: 'fields and their exact values' })),
          times: optional(times),
        },
        { ...closed, description: 'an event the rule said, as { type, data, times }' },
      ),
    ),
    entered: optional(
      Type.Object(
        { contact: optional(Type.String({ description: 'who; without it anybody' })), times: optional(times) },
        { ...closed, description: 'people came into the segment, as { contact, times }' },
      ),
    ),
    left: optional(
      Type.Object(
        { contact: optional(Type.String({ description: 'who; without it anybody' })), times: optional(times) },
        { ...closed, description: 'people left the segment, as { contact, times }' },
      ),
    ),
    member: optional(Type.String({ minLength: 1, description: 'a person who is in the segment then' })),
    not_member: optional(Type.String({ minLength: 1, description: 'a person who is not in the segment then' })),
    step: optional(
      Type.Object(
        {
          name: Type.String({ description: 'the step' }),
          state: optional(Type.String({ description: 'what it came to: called, delivered, failed, approved, came, timeout, variant …' })),
          group: optional(group),
          times: optional(times),
        },
        { ...closed, description: 'a step of a workflow run, as { name, state, group, times }' },
      ),
    ),
    run: optional(
      Type.Object(
        {
          state: Type.Enum(['queued', 'running', 'draining', 'compensating', 'done', 'stopped', 'failed', 'cancelled', 'compensated'], {
            description: 'how the run stands',
          }),
          group: optional(group),
          times: optional(times),
        },
        { ...closed, description: 'workflow runs that had to wait, as { state, group, times }' },
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
          rule: optional(ruleId),
          segment: optional(Type.String({ minLength: 1, maxLength: 64, description: 'the id of a segment, for a test of one' })),
          beside: optional(
            Type.Array(ruleId, { maxItems: 20, description: 'other rules that run beside it; expectations are about `rule` alone' }),
          ),
          seed: optional(Type.Integer({ minimum: 0, description: 'the seed of everything that happens by chance' })),
          inject: optional(
            Type.Array(Type.Enum(['restart', 'duplicate', 'redelivery']), {
              description: 'faults at every event, under which all the same must be true: restart, duplicate, redelivery',
            }),
          ),
          outcomes: optional(
            Type.Array(outcome, {
              maxItems: 100,
              description: 'what comes of actions, the first that fits; without it each is delivered at once',
            }),
          ),
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
  { ...closed, $schema: 'http://json-schema.org/draft-07/schema#', title: 'Tests of Crosscurrent rules' },
);

/** A rule test file exactly as its author wrote it, after its shape was checked. */
export type AuthoredTests = Static<typeof testSchema>;
