import Type, { type Static } from 'typebox';
import { guardsSchema } from '#guard';
import { measureSchema } from './measure-schema.ts';
import { baselineSchema } from './baseline-schema.ts';
import { firingSchema } from './firing-schema.ts';
import { duration, eventTypes, expression } from '#document';
import { sequenceSchema } from './sequence-schema.ts';
import { stepsSchema } from './step-schema.ts';

const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const NAME = '^[A-Za-z_][A-Za-z0-9_]{0,63}$';
const named = { propertyNames: { pattern: NAME, description: 'a name of letters, digits and _' } };

/** The shape of a rule as people write it. Its JSON Schema is docs/schema/rule.json, which editors read. */
export const ruleSchema = Type.Object(
  {
    rule: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'the id of the rule: small letters, digits and dashes' }),
    summary: Type.String({ minLength: 1, maxLength: 500, description: 'one sentence: what the rule does' }),
    because: optional(Type.String({ maxLength: 2_000, description: 'why it is worth doing' })),
    misses: optional(Type.String({ maxLength: 2_000, description: 'what the rule does not see, said honestly' })),
    mode: optional(Type.Enum(['shadow', 'active'], { description: 'shadow decides and logs but sends nothing; active sends' })),
    on: optional(eventTypes('the event types the rule looks at; needed unless each step of a sequence says its own')),
    where: optional(expression('which of those events')),
    by: optional(
      Type.Record(Type.String(), expression('what the group is made of'), {
        ...named,
        maxProperties: 5,
        description: 'the groups that are decided apart: name to CEL; a list gives one group a member',
      }),
    ),
    measures: optional(
      Type.Record(Type.String(), measureSchema, { ...named, maxProperties: 20, description: 'measures over windows of event time' }),
    ),
    when: optional(expression('when the rule fires')),
    ...baselineSchema,
    ...sequenceSchema,
    ...firingSchema,
    cooldown: optional(duration('how long a group stays silent after it fired')),
    max_groups: optional(
      Type.Integer({
        minimum: 10,
        maximum: 1_000_000,
        description: 'how many groups a partition remembers; of more, the one that was silent longest is forgotten; default is 100000',
      }),
    ),
    workflow: optional(
      Type.Unsafe<readonly { readonly [name: string]: unknown }[]>({ $ref: '#/definitions/steps', description: 'the steps, in order' }),
    ),
    concurrency: optional(
      Type.Enum(['skip', 'queue', 'replace', 'parallel'], {
        description: 'what happens to a fire while a run of the same key is on its way; default is skip',
      }),
    ),
    on_resolve: optional(
      Type.Enum(['continue', 'cancel', 'compensate'], {
        description: 'what happens to the runs of a key when the rule resolves; default is continue',
      }),
    ),
    guards: optional(
      Type.Object(
        {
          consent: optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
              maxItems: 20,
              description: 'purposes every addressed person must have agreed to',
            }),
          ),
          ...guardsSchema,
        },
        { ...closed, description: 'what holds an action back' },
      ),
    ),
  },
  { ...closed, $schema: 'http://json-schema.org/draft-07/schema#', title: 'A Crosscurrent rule', definitions: { steps: stepsSchema } },
);

type Schema = Static<typeof ruleSchema>;

/** A rule exactly as its author wrote it, after its shape was checked. */
export type AuthoredRule = Omit<Schema, 'workflow'> & { workflow?: readonly { readonly [name: string]: unknown }[] };
