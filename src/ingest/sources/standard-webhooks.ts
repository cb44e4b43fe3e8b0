import { asObject } from '../clients/as-object.ts';
import { ownEvents } from './own-events.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { readPlace } from './read-place.ts';
import { signatureSchemes } from './signature-schemes.ts';
import { takeEach } from './take-each.ts';
import { textOf } from './read-field.ts';

const KNOWN = new Set(['type', 'timestamp', 'data', 'id']);

/** Any sender that keeps to Standard Webhooks: `{type, timestamp, data}`, one event a request, and the id of the message in a header. */
export const standardWebhooks: Platform = {
  type: 'standard-webhooks',
  title: 'Standard Webhooks',
  takes: 'the event its `type` names, its `data` as it is; or what `map` makes of it',
  evidence: 'V',
  methods: ['POST'],
  sends: 'json',
  deadline: 15_000,
  deadlineEvidence: 'V',
  retries: 'at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h (V); 410 ends the subscription',
  identity: '`webhook-id`, the same over all repeats',
  read(sent) {
    if (sent.source.mapping !== undefined) return ownEvents(sent);
    const id = readPlace(signatureSchemes['standard-webhooks'].id, sent.request, () => null);
    return takeEach([sent.value], sent, (one) => {
      const { type, timestamp } = one;
      const more = sent.surprises.unknownFields(one, KNOWN, 'message');
      const data = { ...asObject(one['data']), ...(more === undefined ? {} : { unmapped: more }) };
      // A one-word type is allowed there; ours are dotted.
      const word = textOf(type) ?? 'webhook.received';
      const dotted = word.includes('.') ? word : `webhook.${word}`;
      return platformEvent({ id: id ?? '', type: dotted, time: timestamp, data });
    });
  },
  traps: [
    'The signature covers id, timestamp and body; a repeat has a new timestamp and the same id.',
    'Several signatures may stand in the header while a secret is changed; one that fits is enough.',
    'Signatures by key pairs (`v1a,`) are not taken.',
  ],
};
