import Type from 'typebox';

const DURATION = '^(\\d{1,12}(\\.\\d{1,3})?(ms|[smhdw]))+$';

/** The schema of a duration in a rule. */
export const duration = (what: string) =>
  Type.String({ pattern: DURATION, maxLength: 40, description: `${what}, a duration such as 15m, 2h or 1h30m` });

/** The schema of a CEL expression in a rule. */
export const expression = (what: string) => Type.String({ minLength: 1, description: `${what}, a CEL expression` });

/** The schema of an event type. */
export const eventType = Type.String({
  pattern: '^[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+$',
  maxLength: 128,
  description: 'an event type such as social.mentioned',
});

/** The schema of a list of event types. */
export const eventTypes = (what: string) => Type.Array(eventType, { minItems: 1, maxItems: 50, description: what });
