import { CANARY, type Conformance } from './conformance.fixture.ts';

const CREATED = 1_795_341_541.123456;
const one = {
  event: 'opened',
  id: 'mg-1',
  timestamp: CREATED,
  recipient: 'ola@example.pl',
  message: { headers: { 'message-id': '20261122.1@mg.example' } },
  tags: ['zażółć'],
};
const sent = (more: object = {}): string => JSON.stringify({ 'event-data': { ...one, ...more } });

/** Mailgun v2: signature V, fields S. The signature covers a timestamp and a token, not the event. */
export const mailgunConformance: Conformance = {
  type: 'mailgun',
  source: { secrets: ['signing-key', 'signing-key-old'], purposes: [] },
  wrong: 'signing-key-of-another',
  covers: 'nothing',
  stale: 9 * 3_600_000,
  readsUnreadable: false,
  unsigned: (request) => ({ ...request, body: sent() }),
  payloads: [
    {
      name: 'an opened mailing',
      body: sent(),
      events: [
        {
          id: 'mailgun:mg-1',
          type: 'email.opened',
          at: Math.floor(CREATED * 1_000),
          data: { campaign: 'zażółć' },
          who: ['email', 'ola@example.pl'],
        },
      ],
    },
    {
      name: 'a failure for good',
      body: sent({ event: 'failed', severity: 'permanent', reason: 'bounce' }),
      events: [{ type: 'email.bounced', data: { permanent: true, reason: 'bounce' } }],
    },
    {
      name: 'a failure that may pass',
      body: sent({ event: 'failed', severity: 'temporary' }),
      events: [{ type: 'email.deferred', data: { permanent: false } }],
    },
    {
      name: 'a click',
      body: sent({ event: 'clicked', url: 'https://sklep.example' }),
      events: [{ type: 'email.clicked', data: { url: 'https://sklep.example' } }],
    },
    {
      name: 'a complaint',
      body: sent({ event: 'complained' }),
      events: [{ type: 'email.complained' }, { type: 'consent.withdrawn', data: { purposes: ['email'] } }],
    },
    {
      name: 'a farewell',
      body: sent({ event: 'unsubscribed' }),
      events: [{ type: 'consent.withdrawn', who: ['email', 'ola@example.pl'] }],
    },
  ],
  retractions: [],
  mixed: { body: sent({ id: undefined }), good: 0, bad: 1 },
  surprise: { body: sent({ mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    sent({ recipient: CANARY.email, 'user-variables': { who: CANARY.name } }),
    sent({ recipient: CANARY.email, id: undefined, who: CANARY.name }),
    sent({ event: 'list_member', who: CANARY.name }),
  ],
};
