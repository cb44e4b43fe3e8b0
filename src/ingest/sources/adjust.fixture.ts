import { CANARY, type Conformance } from './conformance.fixture.ts';

const one = {
  adid: 'ad-1',
  activity_kind: 'event',
  event_name: 'zakup żółty',
  created_at: '1795341541',
  network_name: 'Facebook Installs',
  campaign_name: 'Wiosna',
  tracker_token: 'abc',
  revenue_float: '12.50',
  currency: 'EUR',
  gps_adid: 'g-1',
};
const sent = (more: { readonly [name: string]: string | undefined } = {}): string =>
  new URLSearchParams(Object.entries({ ...one, ...more }).filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();

/** Adjust: the secret stands in the address. (Fields S.) */
export const adjustConformance: Conformance = {
  type: 'adjust',
  source: { secrets: ['token-1', 'token-2'], purposes: [] },
  wrong: 'token-9',
  covers: 'nothing',
  unsigned: (request) => ({ ...request, path: request.path.replace(/token=[^&]*&/, '') }),
  payloads: [
    {
      name: 'an event in an app',
      body: sent(),
      events: [
        {
          type: 'ad.converted',
          at: 1_795_341_541_000,
          data: { platform: 'facebook', campaign: 'Wiosna', kind: 'zakup żółty', value: 12.5, currency: 'EUR' },
          who: ['deviceId', 'g-1'],
        },
      ],
    },
    {
      name: 'an install',
      body: sent({ activity_kind: 'install', event_name: undefined, revenue_float: undefined }),
      events: [{ type: 'ad.converted', data: { kind: 'install' } }],
    },
    {
      name: 'a click and its number',
      body: sent({ activity_kind: 'click', event_name: undefined, nonce: 'n-1' }),
      events: [{ id: 'adjust:n-1', type: 'ad.clicked' }],
    },
    { name: 'an impression', body: sent({ activity_kind: 'impression', event_name: undefined }), events: [{ type: 'ad.impressed' }] },
    { name: 'a session', body: sent({ activity_kind: 'session' }), events: [] },
  ],
  retractions: [],
  mixed: { body: sent({ created_at: undefined }), good: 0, bad: 1 },
  surprise: { body: sent({ mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    sent({ user_id: CANARY.email, label: CANARY.name }),
    sent({ moja_nazwa: CANARY.name }),
    sent({ created_at: undefined, moja_nazwa: CANARY.name }),
  ],
};
