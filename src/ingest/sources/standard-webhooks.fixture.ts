import { CANARY, SENT, type Conformance } from './conformance.fixture.ts';

const secret = (letter: string): string => `whsec_${Buffer.alloc(24, letter).toString('base64')}`;
const opened = { type: 'email.opened', timestamp: '2026-11-22T09:59:00Z', data: { campaign: 'wiosna', message: 'Zażółć' } };

/** Standard Webhooks, from its specification. (V) */
export const standardWebhooksConformance: Conformance = {
  type: 'standard-webhooks',
  source: { secrets: [secret('a'), secret('b')], purposes: [] },
  wrong: secret('c'),
  covers: 'body',
  stale: 300_000,
  payloads: [
    {
      name: 'an event of the catalogue',
      body: JSON.stringify(opened),
      events: [{ type: 'email.opened', at: Date.UTC(2026, 10, 22, 9, 59), data: { campaign: 'wiosna', message: 'Zażółć' } }],
    },
    {
      name: 'a type of one word',
      body: JSON.stringify({ type: 'ping', timestamp: '2026-11-22T09:59:00Z', data: {} }),
      events: [{ type: 'webhook.ping' }],
    },
    { name: 'no type', body: '{"data":{"platform":"crm","kind":"hello"}}', events: [{ type: 'webhook.received', at: SENT }] },
  ],
  retractions: [],
  surprise: { body: JSON.stringify({ ...opened, tenant: 'Jan' }), what: 'field' },
  personal: [JSON.stringify({ ...opened, data: { ...CANARY, text: `${CANARY.email} ${CANARY.phone}` }, extra: CANARY.name })],
};
