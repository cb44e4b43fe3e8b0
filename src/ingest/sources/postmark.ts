import type { JsonObject } from '#kernel';
import { consentSaid } from './consent-said.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const KINDS = new Map([
  ['Delivery', ['email.delivered', 'DeliveredAt']],
  ['Bounce', ['email.bounced', 'BouncedAt']],
  ['SpamComplaint', ['email.complained', 'BouncedAt']],
  ['Open', ['email.opened', 'ReceivedAt']],
  ['Click', ['email.clicked', 'ReceivedAt']],
] as const);
/** Bounces after which another try may arrive. (S) */
const PASSING = new Set([
  'SoftBounce',
  'Transient',
  'DnsError',
  'AutoResponder',
  'Blocked',
  'SMTPApiError',
  'DMARCPolicy',
  'TemplateRenderingFailed',
]);

/** Postmark: one event a request, told apart by `RecordType`. It signs nothing; user and password stand in the address it is given. */
export const postmark: Platform = {
  type: 'postmark',
  title: 'Postmark',
  takes: 'mailings delivered, bounced, opened, clicked, called spam; people who unsubscribe and come back; inbound mail as messages',
  evidence: 'V',
  methods: ['POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'bounces and inbound over 10 h, others after 1, 5, 15 min (V); 403 ends it for ever',
  identity: '`MessageID`, `RecordType` and the time or id of the event: there is none of its own',
  read: (sent) => takeEach([sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    'There is no signature, whatever its pages show: the secret is `user:password`, put into the address in Postmark as `https://user:password@…`.',
    '403 would end it for ever; wrong words are told 401.',
    'Only some bounces are for good.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(one, 'RecordType');
  const message = requiredText(one, 'MessageID');
  const purposes = sent.source.purposes.length > 0 ? sent.source.purposes : ['email'];
  const email = textOf(one['Recipient']) ?? textOf(one['Email']) ?? textOf(one['From']);
  const identifiers = { email };
  if (kind === 'SubscriptionChange') {
    const time = textOf(one['ChangedAt']);
    const id = nativeId('postmark', message, kind, time ?? '');
    return consentSaid({ id, granted: one['SuppressSending'] !== true, purposes, time, platform: 'email', identifiers });
  }
  if (kind === 'Inbound')
    return platformEvent({
      id: nativeId('postmark', message, kind),
      type: 'social.messaged',
      data: { platform: 'email', text: textOf(one['StrippedTextReply']) ?? textOf(one['TextBody']), topic: textOf(one['Subject']) },
      identifiers,
    });
  const known = KINDS.get(kind as 'Open');
  if (known === undefined) return unmapped(sent, kind, one);
  const [type, clock] = known;
  const time = textOf(one[clock]);
  const id = nativeId('postmark', message, kind, textOf(one['ID']) ?? time ?? '');
  const event = platformEvent({
    id,
    type,
    time,
    data: {
      platform: 'email',
      message,
      campaign: textOf(one['Tag']) ?? textOf(one['MessageStream']),
      url: textOf(one['OriginalLink']),
      reason: type === 'email.bounced' ? textOf(one['Type']) : undefined,
      permanent: type === 'email.bounced' ? !PASSING.has(textOf(one['Type']) ?? '') : undefined,
      answers:
        typeof one['Metadata'] === 'object' && one['Metadata'] !== null && Object.keys(one['Metadata']).length > 0
          ? one['Metadata']
          : undefined,
    },
    identifiers,
  });
  return kind === 'SpamComplaint' ? [event, ...consentSaid({ id, granted: false, purposes, time, platform: 'email', identifiers })] : event;
}
