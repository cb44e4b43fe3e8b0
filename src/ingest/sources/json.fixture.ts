import { CANARY, type Conformance } from './conformance.fixture.ts';

/** A programmatic network of no name, read by a mapping in CEL. */
export const jsonConformance: Conformance = {
  type: 'json',
  source: {
    secrets: ['network-secret', 'network-secret-2'],
    purposes: [],
    signature: {
      header: 'x-network-signature',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      prefix: 'v1:',
      signed: '{timestamp}|{body}',
      timestampHeader: 'x-network-time',
      tolerance: 300_000,
    },
    mapping: {
      each: 'body.rows',
      when: 'one.kind != "heartbeat"',
      id: '"row-" + string(one.id)',
      type: 'one.kind == "click" ? "ad.clicked" : "ad.impressed"',
      time: 'one.ts',
      retracts: 'has(one.voids) ? "row-" + string(one.voids) : ""',
      data: { platform: '"programmatic"', campaign: 'one.campaign', cost: 'double(one.cost)', currency: '"PLN"' },
      identifiers: { email: 'one.user.email', anonymousId: 'one.user.cookie' },
    },
  },
  signsAs: 'network',
  wrong: 'not-it',
  covers: 'body',
  stale: 300_000,
  payloads: [
    {
      name: 'rows with Polish names',
      body: JSON.stringify({
        rows: [
          { id: 1, kind: 'click', ts: 1_795_341_540, campaign: 'Łódź wiosną', cost: '1.25', user: { email: 'ola@example.pl' } },
          { id: 2, kind: 'heartbeat' },
          { id: 3, kind: 'view', ts: 1_795_341_541, campaign: 'Łódź wiosną', cost: 0.01, user: { cookie: 'c-1' } },
        ],
      }),
      events: [
        {
          id: 'row-1',
          type: 'ad.clicked',
          at: 1_795_341_540_000,
          data: { campaign: 'Łódź wiosną', cost: 1.25, currency: 'PLN' },
          who: ['email', 'ola@example.pl'],
        },
        { id: 'row-3', type: 'ad.impressed', data: { cost: 0.01 } },
      ],
    },
    { name: 'nothing', body: '{"rows":[]}', events: [] },
  ],
  retractions: [
    {
      name: 'a click that was none',
      first: '{"rows":[{"id":9,"kind":"click","ts":1795341540}]}',
      later: '{"rows":[{"id":10,"kind":"click","ts":1795341550,"voids":9}]}',
      why: 'undone',
    },
  ],
  mixed: { body: '{"rows":[{"id":1,"kind":"click","ts":1795341540},7,{"id":3,"kind":"click","ts":"wczoraj"}]}', good: 1, bad: 2 },
  personal: [JSON.stringify({ rows: [{ id: 1, kind: 'click', ts: 1_795_341_540, user: CANARY, campaign: `dla ${CANARY.email}` }] })],
};
