import { asObject } from '../clients/as-object.ts';
import { CANARY, type Conformance } from './conformance.fixture.ts';
import type { Json } from '#kernel';

const columns = [
  { column_id: 'EMAIL', string_value: 'jan@example.pl', column_name: 'User Email' },
  { column_id: 'COMPANY_NAME', string_value: 'Żółw sp. z o.o.', column_name: 'Company' },
  { column_id: 'What budget?', string_value: '5000', column_name: 'What budget?' },
];
/** Ids of 64 bits stand as numbers in what Google sends. */
const lead = (more: object = {}, key: string | undefined = 'google-secret'): string =>
  JSON.stringify({
    lead_id: 'TeSter',
    api_version: '1.0',
    form_id: '@@1',
    campaign_id: 2,
    adgroup_id: 3,
    creative_id: 4,
    gcl_id: 'Cj0',
    google_key: key,
    user_column_data: columns,
    ...more,
  }).replace('"@@1"', '9007199254740993123');

/** Google Ads lead forms. (V) The sender puts its secret into the body. */
export const googleAdsConformance: Conformance = {
  type: 'google-ads',
  source: { secrets: ['google-secret', 'google-secret-2'], purposes: ['newsletter'] },
  wrong: 'google-secret-of-another',
  covers: 'nothing',
  readsUnreadable: false,
  unsigned: (request) => ({ ...request, body: JSON.stringify({ ...asObject(JSON.parse(request.body) as Json), google_key: undefined }) }),
  payloads: [
    {
      name: 'a lead',
      body: lead(),
      events: [
        {
          id: 'lead:TeSter',
          type: 'lead.submitted',
          data: {
            platform: 'google',
            form: '9007199254740993123',
            campaign: '2',
            clickId: 'Cj0',
            company: 'Żółw sp. z o.o.',
            apiVersion: '1.0',
          },
          who: ['email', 'jan@example.pl'],
        },
        { id: 'lead:TeSter:consent', type: 'consent.granted', data: { purposes: ['newsletter'] }, who: ['email', 'jan@example.pl'] },
      ],
    },
    { name: 'a test lead', body: lead({ is_test: true }), events: [{ type: 'lead.tested' }] },
  ],
  retractions: [],
  mixed: { body: lead({ lead_id: undefined }), good: 0, bad: 1 },
  answer: '{}',
  surprise: { body: lead({ api_version: '2.0' }), what: 'version' },
  personal: [
    lead({
      user_column_data: [
        { column_id: 'EMAIL', string_value: CANARY.email },
        { column_id: 'PHONE_NUMBER', string_value: CANARY.phone },
        { column_id: 'FULL_NAME', string_value: CANARY.name },
        { column_id: 'Do kogo?', string_value: CANARY.name },
      ],
    }),
    lead({ lead_id: undefined, note: CANARY.name }),
    lead({ extra: CANARY.name }),
  ],
};
