import { CANARY, type Conformance } from './conformance.fixture.ts';

const one = {
  appsflyer_id: '1700-123',
  event_name: 'af_purchase',
  event_time: '2026-11-22 09:59:00.123',
  event_value: '{"af_revenue":"99.50","af_order_id":"z-1"}',
  event_revenue: '99.50',
  event_revenue_currency: 'PLN',
  media_source: 'googleadwords_int',
  campaign: 'Wiosna żółta',
  customer_user_id: 'u-7',
  app_id: 'pl.sklep',
  api_version: '2.0',
  advertising_id: 'aaaa-bbbb',
};
const sent = (more: object = {}): string => JSON.stringify({ ...one, ...more });

/** AppsFlyer Push API v2. (Fields S; the token in the address is ours, U how it sends its own.) */
export const appsflyerConformance: Conformance = {
  type: 'appsflyer',
  source: { secrets: ['token-1', 'token-2'], purposes: [] },
  wrong: 'token-9',
  covers: 'nothing',
  unsigned: (request) => ({ ...request, path: request.path.replace(/\?token=.*$/, '') }),
  payloads: [
    {
      name: 'a purchase',
      body: sent(),
      events: [
        {
          id: 'order:z-1',
          type: 'ad.converted',
          at: Date.UTC(2026, 10, 22, 9, 59, 0, 123),
          data: {
            platform: 'google',
            campaign: 'Wiosna żółta',
            kind: 'purchase',
            order: 'z-1',
            value: 99.5,
            currency: 'PLN',
            apiVersion: '2.0',
          },
          who: ['userId', 'u-7'],
        },
      ],
    },
    {
      name: 'an install',
      body: sent({
        event_name: 'install',
        event_value: '',
        event_revenue: undefined,
        media_source: 'Facebook Ads',
        customer_user_id: undefined,
      }),
      events: [{ type: 'ad.converted', data: { platform: 'facebook', kind: 'install' } }],
    },
    {
      name: 'an organic event of no network',
      body: sent({ event_name: 'af_level', event_value: '{"level":3}', media_source: 'organic' }),
      events: [{ type: 'ad.converted', data: { platform: 'organic', kind: 'af_level' } }],
    },
    { name: 'a value that is no JSON', body: sent({ event_value: 'trzy' }), events: [{ type: 'ad.converted', data: { value: 99.5 } }] },
  ],
  retractions: [
    {
      name: 'a refunded order',
      first: sent(),
      later: sent({ event_name: 'af_refund', event_time: '2026-11-23 10:00:00.000', event_revenue: '-99.50' }),
      why: 'refunded',
    },
  ],
  mixed: { body: sent({ appsflyer_id: undefined }), good: 0, bad: 1 },
  surprise: { body: sent({ mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    sent({ customer_user_id: CANARY.email, event_value: JSON.stringify({ name: CANARY.name, email: CANARY.email }), ip: '1.2.3.4' }),
    sent({ custom_data: CANARY.name, new_field: CANARY.name }),
    sent({ appsflyer_id: undefined, who: CANARY.name }),
  ],
};
