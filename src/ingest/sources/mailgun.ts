import type { JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { consentSaid } from './consent-said.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { numberOf, requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const KNOWN = new Set(
  'event id timestamp message recipient recipient-domain severity reason url delivery-status flags envelope log-level tags campaigns user-variables storage geolocation client-info ip routes batch template recipient-provider method api-key-id primary-dkim'.split(
    ' ',
  ),
);
const KINDS = new Map([
  ['accepted', 'email.sent'],
  ['delivered', 'email.delivered'],
  ['opened', 'email.opened'],
  ['clicked', 'email.clicked'],
  ['complained', 'email.complained'],
  ['rejected', 'email.bounced'],
  ['failed', 'email.bounced'],
]);

/** Mailgun's webhooks v2: one event a request; the signature stands beside it in the body. (Fields S.) */
export const mailgun: Platform = {
  type: 'mailgun',
  title: 'Mailgun',
  takes: 'mailings sent, delivered, failed, opened, clicked, called spam; people who unsubscribe',
  evidence: 'S',
  methods: ['POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'after 5, 10, 15 min, 1, 2, 4 h (V); 406 ends it for this event',
  identity: '`event-data.id`',
  read: (sent) => takeEach([asObject(sent.value)['event-data'] ?? null], sent, (one) => eventOf(one, sent)),
  traps: [
    'The event is not signed, only a timestamp and a token: who has seen one request can make others for nine hours. Let only Mailgun know the address.',
    'A failure is for good only with `severity: permanent`.',
    '406 would mean: never again.',
    'Ids of messages look like addresses, so a pseudonym stands in their place: the same for the same message.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(one, 'event');
  const id = nativeId('mailgun', requiredText(one, 'id'));
  const seconds = numberOf(one['timestamp']);
  const time = seconds === undefined ? undefined : Math.floor(seconds * 1_000);
  const identifiers = { email: textOf(one['recipient']) };
  const purposes = sent.source.purposes.length > 0 ? sent.source.purposes : ['email'];
  const consents =
    kind === 'complained' || kind === 'unsubscribed'
      ? consentSaid({ id, granted: false, purposes, time, platform: 'email', identifiers })
      : [];
  const passing = kind === 'failed' && one['severity'] === 'temporary';
  const type = passing ? 'email.deferred' : KINDS.get(kind);
  if (type === undefined) return consents.length > 0 ? consents : unmapped(sent, kind, one, time);
  const event = platformEvent({
    id,
    type,
    time,
    data: {
      platform: 'email',
      message: textOf(asObject(asObject(one['message'])['headers'])['message-id']),
      campaign: textOf(Array.isArray(one['tags']) ? one['tags'][0] : undefined),
      url: textOf(one['url']),
      reason: textOf(one['reason'])?.slice(0, 500),
      permanent: type === 'email.bounced' ? true : type === 'email.deferred' ? false : undefined,
      unmapped: sent.surprises.unknownFields(one, KNOWN, 'event-data'),
      // What the sender gave along may be anybody's.
      answers:
        typeof one['user-variables'] === 'object' && one['user-variables'] !== null && Object.keys(one['user-variables']).length > 0
          ? one['user-variables']
          : undefined,
    },
    identifiers,
  });
  return [event, ...consents];
}
