import { CANARY, type Conformance } from './conformance.fixture.ts';

const AT = '2026-11-22T09:59:00Z';
const common = { MessageID: '883953f4', Recipient: 'ola@example.pl', Tag: 'wiosna żółta', MessageStream: 'outbound' };
const sent = (more: object): string => JSON.stringify({ ...common, ...more });

/** Postmark. (V: there is no signature.) */
export const postmarkConformance: Conformance = {
  type: 'postmark',
  source: { secrets: ['postmark:hasło-1', 'postmark:hasło-2'], purposes: [] },
  wrong: 'postmark:inne',
  covers: 'nothing',
  payloads: [
    {
      name: 'an open',
      body: sent({ RecordType: 'Open', ReceivedAt: AT, FirstOpen: true }),
      events: [
        {
          id: `postmark:883953f4:Open:${AT}`,
          type: 'email.opened',
          at: Date.UTC(2026, 10, 22, 9, 59),
          data: { message: '883953f4', campaign: 'wiosna żółta' },
          who: ['email', 'ola@example.pl'],
        },
      ],
    },
    { name: 'a delivery', body: sent({ RecordType: 'Delivery', DeliveredAt: AT }), events: [{ type: 'email.delivered' }] },
    {
      name: 'a hard bounce',
      body: sent({ RecordType: 'Bounce', ID: 42, Type: 'HardBounce', BouncedAt: AT, Recipient: undefined, Email: 'ola@example.pl' }),
      events: [{ id: 'postmark:883953f4:Bounce:42', type: 'email.bounced', data: { permanent: true }, who: ['email', 'ola@example.pl'] }],
    },
    {
      name: 'a soft bounce',
      body: sent({ RecordType: 'Bounce', ID: 43, Type: 'SoftBounce', BouncedAt: AT }),
      events: [{ type: 'email.bounced', data: { permanent: false } }],
    },
    {
      name: 'a click',
      body: sent({ RecordType: 'Click', ReceivedAt: AT, OriginalLink: 'https://sklep.example' }),
      events: [{ type: 'email.clicked', data: { url: 'https://sklep.example' } }],
    },
    {
      name: 'a complaint',
      body: sent({ RecordType: 'SpamComplaint', ID: 44, BouncedAt: AT }),
      events: [{ type: 'email.complained' }, { type: 'consent.withdrawn', data: { purposes: ['email'] } }],
    },
    {
      name: 'a farewell',
      body: sent({ RecordType: 'SubscriptionChange', SuppressSending: true, ChangedAt: AT }),
      events: [{ type: 'consent.withdrawn', who: ['email', 'ola@example.pl'] }],
    },
    {
      name: 'a return',
      body: sent({ RecordType: 'SubscriptionChange', SuppressSending: false, ChangedAt: AT }),
      events: [{ type: 'consent.granted' }],
    },
    {
      name: 'inbound mail',
      body: JSON.stringify({
        RecordType: 'Inbound',
        MessageID: 'in-1',
        From: 'ola@example.pl',
        Subject: 'Pytanie',
        TextBody: 'Gdzie paczka?',
      }),
      events: [{ type: 'social.messaged', data: { text: 'Gdzie paczka?', platform: 'email' }, who: ['email', 'ola@example.pl'] }],
    },
  ],
  retractions: [],
  mixed: { body: sent({ RecordType: 'Open', MessageID: undefined }), good: 0, bad: 1 },
  surprise: { body: sent({ RecordType: 'Something', who: 'Jan Kowalski' }), what: 'event' },
  personal: [
    sent({ RecordType: 'Open', ReceivedAt: AT, Recipient: CANARY.email, Metadata: { who: CANARY.name } }),
    JSON.stringify({
      RecordType: 'Inbound',
      MessageID: 'in-2',
      From: CANARY.email,
      FromName: CANARY.name,
      TextBody: `Proszę o telefon ${CANARY.phone}`,
      Subject: CANARY.email,
    }),
    sent({ RecordType: 'Open', MessageID: undefined, Recipient: CANARY.email, who: CANARY.name }),
  ],
};
