import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FuzzRequest } from './fuzz-request.ts';

/** Keys of the engine that is fuzzed. */
export const fuzzKeys = { write: 'fuzz-write-key', admin: 'fuzz-admin-key-0123456789', source: 'fuzz-source-secret' } as const;

/** Sources of the engine that is fuzzed: those whose secret is a word and no signature let bodies through that were changed, the others are refused before they are read. */
export const fuzzSources = `sources:
  network:
    type: json
    secrets: [env:FUZZ_SOURCE]
    map: { each: body.rows, id: string(one.id), type: '"ad.clicked"', time: one.ts, data: { platform: '"programmatic"', campaign: one.campaign } }
  google: { type: google-ads, secrets: [env:FUZZ_SOURCE] }
  sms: { type: smsapi, secrets: [env:FUZZ_SOURCE] }
  installs: { type: appsflyer, secrets: [env:FUZZ_SOURCE] }
  adjust: { type: adjust, secrets: [env:FUZZ_SOURCE] }
  pages: { type: meta, secrets: [env:FUZZ_SOURCE], verify_token: env:FUZZ_SOURCE }
`;

const json = { 'content-type': 'application/json' };
const authorized = { authorization: `Bearer ${fuzzKeys.write}` };
const admin = { authorization: `Bearer ${fuzzKeys.admin}` };
const text = 'Zażółć gęślą jaźń – świetne buty! 👟 nie polecam @marka #marka https://sklep.example/?utm_source=x';

const post = (path: string, body: object | string, headers: FuzzRequest['headers'] = { ...json, ...authorized }): FuzzRequest => ({
  method: 'POST',
  path,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const get = (path: string, headers: FuzzRequest['headers'] = {}): FuzzRequest => ({ method: 'GET', path, headers, body: Buffer.alloc(0) });

const mention = {
  id: 'm-1',
  source: '/x/marka',
  type: 'social.mentioned',
  time: '2026-11-22T09:00:00.123+01:00',
  data: { platform: 'x', text, author: { id: '77', name: 'Łucja Żółw', followers: 120, verified: true }, reach: 5_000, lang: 'pl' },
};
const purchase = {
  id: 'p-1',
  type: 'product.purchased',
  time: 1_795_000_000_000,
  email: 'jan@example.pl',
  data: { order: 'o-1', value: 199.99, currency: 'PLN', product: 'buty', url: 'https://sklep.example/?gclid=Cj0&utm_campaign=jesie%C5%84' },
};
const track = {
  type: 'track',
  event: 'Order Completed',
  userId: 'u-1',
  messageId: 'seg-1',
  properties: { revenue: 12.5, order_id: 'o-2' },
};
const snowplow = {
  e: 'se',
  eid: 's-1',
  aid: fuzzKeys.write,
  uid: 'u-1',
  se_ca: 'sklep',
  se_ac: 'dodano',
  se_va: '3.5',
  dtm: '1795000000000',
};

const pageComment = JSON.stringify({
  object: 'page',
  entry: [
    {
      id: '10293',
      time: 1_795_000_000,
      changes: [
        {
          field: 'feed',
          value: {
            item: 'comment',
            verb: 'add',
            comment_id: '55_77',
            post_id: '10293_55',
            from: { id: '739', name: 'Jan' },
            created_time: 1_795_000_000,
            message: 'Kiedy dostawa?',
          },
        },
      ],
    },
  ],
});

/** Requests that are in order, at least one for every route that takes a body; what is mutated starts here. */
export const seedRequests: readonly FuzzRequest[] = [
  post('/v1/events', purchase),
  post('/v1/events', [mention, purchase, { type: 'ad.clicked', data: { platform: 'facebook', campaign: 'k', clickId: 'c' } }]),
  post('/v1/events', { specversion: '1.0', ...mention }, { 'content-type': 'application/cloudevents+json', ...authorized }),
  post('/v1/events', [{ specversion: '1.0', ...mention }], { 'content-type': 'application/cloudevents-batch+json', ...authorized }),
  post('/v1/events', mention.data, {
    ...json,
    ...authorized,
    'ce-specversion': '1.0',
    'ce-id': 'c-1',
    'ce-source': '/x',
    'ce-type': 'social.commented',
  }),
  post('/v1/events', `${JSON.stringify(mention)}\n\n${JSON.stringify(purchase)}\r\n`, {
    'content-type': 'application/x-ndjson',
    ...authorized,
  }),
  {
    ...post('/v1/events', {}),
    body: gzipSync(JSON.stringify([mention, purchase])),
    headers: { ...json, ...authorized, 'content-encoding': 'gzip' },
  },
  { ...post('/v1/batch', {}), body: gzipSync(JSON.stringify({ batch: [track] })) },
  post('/v1/batch', {
    batch: [track, { type: 'identify', userId: 'u', traits: { email: 'a@example.pl', plan: 'złoty' } }],
    sentAt: '2026-11-22T09:00:00Z',
  }),
  post('/v1/track', track),
  post('/v1/page', { userId: 'u', properties: { url: 'https://sklep.example/', title: 'Sklep' } }),
  post('/batch', {
    api_key: fuzzKeys.write,
    batch: [
      {
        event: '$pageview',
        uuid: 'ph-1',
        distinct_id: 'u',
        properties: { $current_url: 'https://a.pl' },
        timestamp: '2026-11-22T09:00:00Z',
      },
    ],
  }),
  post('/i/v1/analytics/events', { batch: [{ event: 'Kupno', uuid: 'ph-2', distinct_id: 'u', properties: { amount: 1 } }] }),
  post('/com.snowplowanalytics.snowplow/tp2', { schema: 'iglu:a/b/jsonschema/1-0-4', data: [snowplow] }, json),
  get(`/i?${new URLSearchParams(snowplow).toString()}`),
  post(
    '/2/httpapi',
    { api_key: fuzzKeys.write, events: [{ event_type: 'Kupno', user_id: 'u-1', insert_id: 'a-1', time: 1_795_000_000_000 }] },
    json,
  ),
  post('/api/s/track', track, { ...json, 'x-write-key': fuzzKeys.write }),
  post('/v1/beacon', { writeKey: fuzzKeys.write, events: [purchase] }, { 'content-type': 'text/plain' }),
  post(
    '/webhooks/network',
    { rows: [{ id: 'n-1', ts: '2026-11-22T09:00:00Z', campaign: 'Żółte buty' }, { id: 2 }] },
    { ...json, authorization: `Bearer ${fuzzKeys.source}` },
  ),
  post(
    '/webhooks/google',
    {
      google_key: fuzzKeys.source,
      lead_id: 'l-1',
      form_id: 1,
      campaign_id: 2,
      api_version: '1.0',
      user_column_data: [
        { column_id: 'EMAIL', string_value: 'jan@example.pl' },
        { column_id: 'FULL_NAME', string_value: 'Łucja Żółw' },
      ],
    },
    json,
  ),
  get(`/webhooks/sms?token=${fuzzKeys.source}&MsgId=m-1&status=404&status_name=DELIVERED&to=48500600700&donedate=1795000000`),
  post(
    `/webhooks/installs?token=${fuzzKeys.source}`,
    {
      event_name: 'af_purchase',
      appsflyer_id: 'a-1',
      event_time: '2026-11-22 09:00:00.000',
      event_revenue: '12.5',
      event_revenue_currency: 'PLN',
      media_source: 'tiktokglobal_int',
    },
    json,
  ),
  get(`/webhooks/adjust?token=${fuzzKeys.source}&activity_kind=install&adid=a-1&created_at=1795000000&network_name=Facebook`),
  get(`/webhooks/pages?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${fuzzKeys.source}`),
  post('/webhooks/pages', pageComment, {
    ...json,
    'x-hub-signature-256': `sha256=${createHmac('sha256', fuzzKeys.source).update(pageComment).digest('hex')}`,
  }),
  post('/v1/workflows/nobody-knows/approval', { decision: 'yes', by: 'marta' }, { ...json, ...admin }),
  post('/v1/approvals', { id: 'x', decision: 'no', by: 'marta' }, { ...json, ...admin }),
  post('/v1/kill-switch', { state: 'off', connector: 'slack', by: 'marta' }, { ...json, ...admin }),
  get('/v1/rules', admin),
  get('/v1/rules/product-buzz-retarget/explain?key=topic%3Dkawa', admin),
  get('/v1/workflows?limit=5&asks=yes', admin),
  get('/v1/suppressed', admin),
  get('/healthz'),
  get('/readyz'),
  get('/openapi.json'),
];
