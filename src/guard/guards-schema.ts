import Type, { type Static } from 'typebox';

const { Object: object, Optional: optional, Integer: integer, String: text } = Type;
const closed = { additionalProperties: false } as const;
const DURATION = '^(\\d{1,12}(\\.\\d{1,3})?(ms|[smhdw]))+$';
const duration = (description: string) =>
  text({ pattern: DURATION, maxLength: 40, description: `${description}, a duration such as 15m, 1d or 1h30m` });
const oneOf = <const T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

const amount = Type.Unsafe<number | string>({
  type: ['number', 'string'],
  exclusiveMinimum: 0,
  maximum: 1_000_000_000,
  pattern: '^\\d{1,9}(\\.\\d{1,6})?$',
  description: 'an amount of money, e.g. 200 or "199.99"',
});
const currency = text({ pattern: '^[A-Z]{3}$', description: 'a currency of ISO 4217, e.g. EUR' });
const hour = (description: string) => text({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: `${description}, HH:MM` });
const zone = (description: string) => text({ minLength: 2, maxLength: 64, description });

/** The guards that rules and the configuration have alike, as people write them; consent is the rule's own. */
export const guardsSchema = {
  spend_cap: optional(
    object(
      { amount, currency, per: duration('the period the amount is for') },
      { ...closed, description: 'most money that may be spent in any such period' },
    ),
  ),
  frequency_cap: optional(
    object(
      {
        max: integer({ minimum: 1, maximum: 100, description: 'how many actions' }),
        per: duration('in which period'),
        across: optional(
          oneOf(['all', 'rule', 'connector'], 'what counts: the actions of all rules (default), of this rule, or over this account'),
        ),
      },
      { ...closed, description: 'most actions that may reach one contact in any such period' },
    ),
  ),
  quiet_hours: optional(
    object(
      {
        from: hour('when they begin'),
        to: hour('when they end, on the next day if that is earlier'),
        zone: zone('an IANA time zone such as Europe/Warsaw, or contact for the own zone of each contact'),
        otherwise: optional(zone('with zone: contact, the IANA time zone of contacts whose zone is not known')),
        do: optional(oneOf(['delay', 'drop'], 'whether an action waits for the end (default) or is given up')),
      },
      { ...closed, description: 'hours in which no contact is disturbed' },
    ),
  ),
  approve_above: optional(
    object(
      { amount, currency, within: optional(duration('how long an action waits for a yes; default is 1d')) },
      { ...closed, description: 'actions that cost more wait until a person approves them' },
    ),
  ),
  blast_radius: optional(
    object(
      { max_contacts: integer({ minimum: 1, maximum: 1_000_000, description: 'how many different contacts' }) },
      { ...closed, description: 'most contacts that one run may address' },
    ),
  ),
};

/** Guards exactly as their author wrote them, after their shape was checked. */
export type AuthoredGuards = { [K in keyof typeof guardsSchema]?: Static<(typeof guardsSchema)[K]> };
