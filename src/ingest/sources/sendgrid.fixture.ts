import { generateKeyPairSync } from 'node:crypto';
import { CANARY, type Conformance } from './conformance.fixture.ts';

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
};
const [now, next, other] = [pair(), pair(), pair()] as const;
const CREATED = 1_795_341_541;
const one = {
  email: 'ola@example.pl',
  timestamp: CREATED,
  event: 'open',
  sg_event_id: 'e1',
  sg_message_id: 'm1.filter',
  category: ['wiosenna żółć'],
};
const sent = (...all: readonly unknown[]): string => JSON.stringify(all);

/** SendGrid: signature V (its own SDK), fields S. One key is written as base64 of DER, the other as PEM. */
export const sendgridConformance: Conformance = {
  type: 'sendgrid',
  source: { secrets: [now.publicKey, next.pem as string], purposes: ['newsletter'] },
  signsWith: now.secret,
  signsWithSecond: next.secret,
  wrong: other.secret,
  covers: 'body',
  stale: 25 * 3_600_000,
  payloads: [
    {
      name: 'an opened mailing',
      body: sent(one),
      events: [
        {
          id: 'sendgrid:e1',
          type: 'email.opened',
          at: CREATED * 1_000,
          data: { message: 'm1.filter', campaign: 'wiosenna żółć' },
          who: ['email', 'ola@example.pl'],
        },
      ],
    },
    {
      name: 'the life of mailings',
      body: sent(
        { ...one, event: 'processed', sg_event_id: '1' },
        { ...one, event: 'delivered', sg_event_id: '2' },
        { ...one, event: 'deferred', sg_event_id: '3', response: '400 try again' },
        { ...one, event: 'bounce', type: 'bounce', sg_event_id: '4', reason: '550 no such user' },
        { ...one, event: 'bounce', type: 'blocked', sg_event_id: '5' },
        { ...one, event: 'dropped', sg_event_id: '6', reason: 'Bounced Address' },
        { ...one, event: 'click', sg_event_id: '7', url: 'https://sklep.example/buty' },
      ),
      events: [
        { type: 'email.sent' },
        { type: 'email.delivered' },
        { type: 'email.deferred', data: { permanent: false } },
        { type: 'email.bounced', data: { permanent: true, reason: '550 no such user' } },
        { type: 'email.bounced', data: { permanent: false } },
        { type: 'email.bounced', data: { permanent: true } },
        { type: 'email.clicked', data: { url: 'https://sklep.example/buty' } },
      ],
    },
    {
      name: 'complaints, farewells and returns',
      body: sent(
        { ...one, event: 'spamreport', sg_event_id: '1' },
        { ...one, event: 'unsubscribe', sg_event_id: '2' },
        { ...one, event: 'group_resubscribe', sg_event_id: '3' },
      ),
      events: [
        { type: 'email.complained' },
        { type: 'consent.withdrawn', data: { purposes: ['newsletter'] }, who: ['email', 'ola@example.pl'] },
        { type: 'consent.withdrawn' },
        { type: 'consent.granted' },
      ],
    },
  ],
  retractions: [],
  mixed: { body: sent(one, 3, { event: 'open' }, { ...one, sg_event_id: 'e2' }), good: 2, bad: 2 },
  personal: [
    sent({ ...one, email: CANARY.email, ip: '1.2.3.4', customer_note: CANARY.name, reason: `550 <${CANARY.email}>` }),
    sent({ ...one, event: 'unknown_kind', who: CANARY.name }),
    sent({ email: CANARY.email, event: 'open', who: CANARY.name }),
  ],
};
