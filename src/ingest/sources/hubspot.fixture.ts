import { CANARY, escaped, type Conformance } from './conformance.fixture.ts';

const CREATED = 1_795_341_541_123;
const one = {
  eventId: 100,
  subscriptionId: 33,
  portalId: 62515,
  appId: 54321,
  occurredAt: CREATED,
  subscriptionType: 'deal.propertyChange',
  attemptNumber: 0,
  objectId: 1246,
  propertyName: 'dealstage',
  propertyValue: 'wygrana – żółta',
  changeSource: 'CRM',
};
const sent = (...all: readonly unknown[]): string => escaped(JSON.stringify(all));

/** HubSpot webhooks v3. (V) */
export const hubspotConformance: Conformance = {
  type: 'hubspot',
  source: { secrets: ['client-secret', 'client-secret-old'], purposes: [] },
  wrong: 'client-secret-of-another',
  covers: 'body',
  stale: 300_000,
  payloads: [
    {
      name: 'a deal that moves',
      body: sent(one),
      events: [
        {
          id: `hubspot:62515:33:1246:100:${CREATED}`,
          type: 'crm.updated',
          at: CREATED,
          data: { object: 'deal', record: '1246', stage: 'wygrana – żółta', change: 'propertyChange' },
        },
      ],
    },
    {
      name: 'an amount',
      body: sent({ ...one, propertyName: 'amount', propertyValue: '1250.50' }),
      events: [{ type: 'crm.updated', data: { value: 1_250.5 } }],
    },
    {
      name: 'contacts that are made, change and are deleted',
      body: sent(
        { ...one, subscriptionType: 'contact.creation', propertyName: undefined, propertyValue: undefined },
        { ...one, eventId: 101, subscriptionType: 'contact.propertyChange', propertyName: 'email', propertyValue: 'ola@example.pl' },
        { ...one, eventId: 102, subscriptionType: 'contact.privacyDeletion', propertyName: undefined, propertyValue: undefined },
      ),
      events: [
        { type: 'crm.updated', data: { change: 'creation' }, who: ['crmId', 'hubspot:62515:1246'] },
        { type: 'crm.updated', data: { property: 'email' }, who: ['crmId', 'hubspot:62515:1246'] },
        { type: 'crm.deleted', data: { change: 'privacyDeletion' }, who: ['crmId', 'hubspot:62515:1246'] },
      ],
    },
    {
      name: 'an attempt that is not the first',
      body: sent({ ...one, attemptNumber: 3 }),
      events: [{ id: `hubspot:62515:33:1246:100:${CREATED}`, type: 'crm.updated' }],
    },
  ],
  retractions: [],
  mixed: { body: sent(one, 'x', { ...one, objectId: undefined }, { ...one, eventId: 9 }), good: 2, bad: 2 },
  surprise: { body: sent({ ...one, mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    sent({ ...one, subscriptionType: 'contact.propertyChange', propertyName: 'email', propertyValue: CANARY.email }),
    sent({ ...one, subscriptionType: 'contact.propertyChange', propertyName: 'mobilephone', propertyValue: CANARY.phone }),
    sent({ ...one, subscriptionType: 'contact.propertyChange', propertyName: 'jak_sie_zwracac', propertyValue: CANARY.name }),
    sent({ ...one, objectId: undefined, propertyValue: CANARY.name }),
  ],
};
