import { CANARY, type Conformance } from './conformance.fixture.ts';

const form = (fields: { readonly [name: string]: string }): string => new URLSearchParams(fields).toString();
const state = (MessageStatus: string, more: { readonly [name: string]: string } = {}): string =>
  form({
    MessageSid: 'SM1',
    SmsSid: 'SM1',
    AccountSid: 'AC1',
    MessageStatus,
    To: '+48600700800',
    From: '+48111222333',
    ApiVersion: '2010-04-01',
    ...more,
  });
const inbound = (Body: string, more: { readonly [name: string]: string } = {}): string =>
  form({ MessageSid: 'SM2', SmsStatus: 'received', Body, From: '+48600700800', To: '+48111222333', NumMedia: '0', ...more });
const who = ['phone', '+48600700800'] as const;

/** Twilio SMS: signature V (its own SDK and a vendor's vector), fields S. */
export const twilioConformance: Conformance = {
  type: 'twilio',
  source: { secrets: ['auth-token', 'auth-token-old'], purposes: [] },
  wrong: 'auth-token-of-another',
  covers: 'body',
  payloads: [
    {
      name: 'a message with Polish letters',
      body: inbound('Dzień dobry, gdzie żółta kurtka?'),
      events: [{ id: 'sms:SM2', type: 'social.messaged', data: { platform: 'sms', text: 'Dzień dobry, gdzie żółta kurtka?' }, who }],
    },
    {
      name: 'a delivery',
      body: state('delivered'),
      events: [{ id: 'sms:SM1:delivered', type: 'sms.delivered', data: { message: 'SM1' }, who }],
    },
    {
      name: 'a failure',
      body: state('failed', { ErrorCode: '30003' }),
      events: [{ type: 'sms.failed', data: { reason: '30003', permanent: true } }],
    },
    { name: 'a message on the way', body: state('queued'), events: [] },
    ...['STOP', ' stop. ', 'Rezygnuję', 'WYPISZ'].map((word) => ({
      name: `“${word}”`,
      body: inbound(word),
      events: [{ type: 'consent.withdrawn', data: { purposes: ['sms'] }, who }],
    })),
    {
      name: 'STOP as Twilio understood it',
      body: inbound('nie chcę', { OptOutType: 'STOP' }),
      events: [{ type: 'consent.withdrawn', who }],
    },
    { name: 'START', body: inbound('START'), events: [{ type: 'consent.granted', who }] },
    { name: 'a sentence with stop in it', body: inbound('Nie przestawaj, stop to nie dla mnie'), events: [{ type: 'social.messaged' }] },
  ],
  retractions: [],
  mixed: { body: form({ MessageStatus: 'delivered' }), good: 0, bad: 1 },
  surprise: { body: state('teleported', { who: 'Jan Kowalski' }), what: 'event' },
  personal: [
    inbound(`Mój adres ${CANARY.email}`, { From: CANARY.phone }),
    state('delivered', { To: CANARY.phone }),
    inbound('STOP', { From: CANARY.phone }),
    form({ MessageStatus: 'x', To: CANARY.phone, Who: CANARY.name }),
  ],
  answer: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
};
