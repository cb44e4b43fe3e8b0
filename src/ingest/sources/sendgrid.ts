import type { JsonObject } from '#kernel';
import { consentSaid } from './consent-said.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const KNOWN = new Set(
  'email timestamp event sg_event_id sg_message_id sg_machine_open category url url_offset reason type status response attempt asm_group_id useragent ip smtp-id tls cert_err bounce_classification pool marketing_campaign_id marketing_campaign_name singlesend_id singlesend_name template_id newsletter send_at'.split(
    ' ',
  ),
);
const KINDS = new Map([
  ['processed', 'email.sent'],
  ['delivered', 'email.delivered'],
  ['deferred', 'email.deferred'],
  ['bounce', 'email.bounced'],
  ['dropped', 'email.bounced'],
  ['open', 'email.opened'],
  ['click', 'email.clicked'],
  ['spamreport', 'email.complained'],
]);
const WITHDRAWN = new Set(['spamreport', 'unsubscribe', 'group_unsubscribe']);

/** SendGrid's Event Webhook: a list of events, signed by a key pair. */
export const sendgrid: Platform = {
  type: 'sendgrid',
  title: 'SendGrid',
  takes: 'mailings sent, delivered, deferred, bounced, opened, clicked, called spam; people who unsubscribe and come back',
  evidence: 'S',
  methods: ['POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'for 24 h (U)',
  identity: '`sg_event_id`',
  read: (sent) => takeEach(Array.isArray(sent.value) ? sent.value : [sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    'The secret is the public key of the settings page: PEM, or base64 without lines.',
    'A sender’s own arguments stand flat in each event: they are kept sealed, and are no surprise.',
    'A bounce of type `blocked` may pass; one of type `bounce` stays.',
    'Who calls a mailing spam has withdrawn as well.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(one, 'event');
  const id = nativeId('sendgrid', requiredText(one, 'sg_event_id'));
  const time = epochOf(one['timestamp']);
  const identifiers = { email: textOf(one['email']) };
  const purposes = sent.source.purposes.length > 0 ? sent.source.purposes : ['email'];
  const said = { id, purposes, time, platform: 'email', identifiers };
  const type = KINDS.get(kind);
  const more = Object.fromEntries(Object.entries(one).filter(([name]) => !KNOWN.has(name)));
  const consents = WITHDRAWN.has(kind)
    ? consentSaid({ ...said, granted: false })
    : kind === 'group_resubscribe'
      ? consentSaid({ ...said, granted: true })
      : [];
  if (type === undefined) return consents.length > 0 ? consents : unmapped(sent, kind, one, time);
  const event = platformEvent({
    id,
    type,
    time,
    data: {
      platform: 'email',
      message: textOf(one['sg_message_id']),
      campaign:
        textOf(one['singlesend_name']) ??
        textOf(one['marketing_campaign_name']) ??
        textOf(Array.isArray(one['category']) ? one['category'][0] : one['category']),
      url: textOf(one['url']),
      reason: textOf(one['reason'])?.slice(0, 500),
      permanent: type === 'email.bounced' ? kind === 'dropped' || one['type'] !== 'blocked' : type === 'email.deferred' ? false : undefined,
      unmapped: Object.keys(more).length === 0 ? undefined : more,
    },
    identifiers,
  });
  return [event, ...consents];
}
