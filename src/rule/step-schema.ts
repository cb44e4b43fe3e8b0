import Type, { type TSchema } from 'typebox';

const DURATION = '^(\\d{1,12}(\\.\\d{1,3})?(ms|[smhdw]))+$';
const duration = (what: string) =>
  Type.String({ pattern: DURATION, maxLength: 40, description: `${what}, a duration such as 15m, 2h or 1h30m` });
const expression = (what: string) => Type.String({ minLength: 1, maxLength: 2_000, description: `${what}, a CEL expression` });
const text = (what: string, maxLength = 2_000) => Type.String({ minLength: 1, maxLength, description: what });
const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const NAME = '^[A-Za-z_][A-Za-z0-9_]{0,63}$';
const named = { propertyNames: { pattern: NAME, description: 'a name of letters, digits and _' } };

const eventType = Type.String({
  pattern: '^[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+$',
  maxLength: 128,
  description: 'an event type such as social.mentioned',
});

/** Steps stand inside steps, so a list of them is named once and meant by its name. */
const steps = Type.Unsafe<readonly { readonly [name: string]: unknown }[]>({ $ref: '#/definitions/steps' });

const emit = Type.Object(
  {
    type: eventType,
    data: optional(Type.Record(Type.String(), Type.Unknown(), { description: 'fields of the event; texts are templates' })),
  },
  closed,
);
const waitFor = Type.Object(
  {
    on: Type.Array(eventType, { minItems: 1, maxItems: 20, description: 'the event types that are awaited' }),
    where: optional(expression('which of those events')),
    by: optional(
      Type.Record(Type.String(), expression("what the awaited event's group is made of"), {
        ...named,
        maxProperties: 5,
        description: "the rule's own names, said of the awaited event",
      }),
    ),
    timeout: duration('how long to wait for it'),
    on_timeout: optional(steps),
  },
  closed,
);
const cases = Type.Array(
  Type.Object({ if: optional(expression('when the steps are done')), do: optional(steps), else: optional(steps) }, closed),
  { minItems: 1, maxItems: 20, description: 'the cases: the first whose `if` is true is done, else the steps of `else`' },
);
const branches = Type.Array(steps, { minItems: 2, maxItems: 10, description: 'lists of steps that are done side by side' });
const split = Type.Object(
  {
    experiment: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: 'the name of the experiment' }),
    by: optional(expression('what is assigned to a variant; default is the contact, else the key')),
    variants: Type.Record(
      Type.String(),
      Type.Object(
        { weight: optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'its share' })), do: optional(steps) },
        closed,
      ),
      { ...named, minProperties: 2, maxProperties: 20, description: 'the variants by name' },
    ),
  },
  closed,
);
const approve = Type.Object(
  {
    ask: text('what a person is asked, a template'),
    over: optional(
      Type.Object(
        {
          connector: Type.String({ minLength: 1, description: 'an account of type slack' }),
          channel: optional(text('where it is asked, a template; default is the channel of the account', 200)),
        },
        { ...closed, description: 'asks it in Slack too, with a button for yes and one for no' },
      ),
    ),
    expires: optional(duration('after which nobody need answer any more')),
    on_refused: optional(steps),
    on_expired: optional(steps),
  },
  closed,
);
const set = Type.Record(
  Type.String(),
  Type.Union([expression('the value'), Type.Number(), Type.Boolean()], {
    description: 'a value: a CEL expression, a number, true or false',
  }),
  { ...named, minProperties: 1, maxProperties: 20, description: 'variables of the run, read as vars.NAME' },
);

/** The steps that are a word of their own. */
const words = {
  wait: optional(duration('how long to wait')),
  wait_for: optional(waitFor),
  switch: optional(cases),
  parallel: optional(branches),
  split: optional(split),
  approve: optional(approve),
  set: optional(set),
  emit: optional(emit),
  stop: optional(text('why the run ends here, a template', 500)),
};

const call = {
  connector: optional(Type.String({ minLength: 1, description: 'an account of the configuration' })),
  operation: optional(Type.String({ minLength: 1, description: 'what the account shall do' })),
};

const step = Type.Object(
  { ...words, compensate: optional(text('why everything done so far is taken back, a template', 500)) },
  {
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: Type.Object(
      {
        ...call,
        await: optional(Type.Boolean({ description: 'go on only when it is known what came of the call' })),
        retry: optional(
          Type.Object(
            {
              max: optional(Type.Integer({ minimum: 1, maximum: 20, description: 'how often at most' })),
              backoff: optional(duration('the wait before the first time; then twice as long each time')),
            },
            { ...closed, description: 'how a call that was given up is tried again' },
          ),
        ),
        on_failed: optional(Type.Enum(['stop', 'continue'], { description: 'what the run does when the call failed for good' })),
        ...words,
        compensate: optional(
          Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Object(call, { additionalProperties: true })], {
            description: 'the call that takes this one back',
          }),
        ),
      },
      { additionalProperties: true, description: 'a named step: a call of a connector, or one of the other steps' },
    ),
  },
);

/** The list of steps of a workflow; inside steps it is meant by its name, `#/definitions/steps`. */
export const stepsSchema: TSchema = Type.Array(step, { maxItems: 50, description: 'the steps, in order' });
