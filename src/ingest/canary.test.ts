import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrosscurrentError, type JsonObject } from '#kernel';
import { basic, testServer, type TestServer } from './server.fixture.ts';

const EMAIL = 'kanarek.zolty@ptaki-canary.pl';
const PHONE = '+48 601 702 803';
const NAME = 'Zdzisława Kanarkowska-Ćwiek';
/** Anything a reader could tell the canary by, in the writings it may be given. */
const TRACES = ['kanarek', 'ptaki-canary', '601702803', '601 702 803', '601-702-803', 'Zdzis', 'Kanarkowsk', 'wiek'];

const written: string[] = [];
const lines: string[] = [];
let server: TestServer;
let url: string;

beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  server = await testServer({ logger });
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.app.close());

async function send(
  path: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<number> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: basic(), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  written.push(head, await answer.text());
  return answer.status;
}

/** Everything that leaves admission: events, refusals, occurrences, answers, log lines. */
function leavings(): string {
  return [JSON.stringify(server.events), JSON.stringify(server.refusals), JSON.stringify(server.occurrences), ...written, ...lines].join(
    '\n',
  );
}

const person = {
  email: EMAIL,
  phone: PHONE,
  name: NAME,
  firstName: 'Zdzisława',
  last_name: 'Kanarkowska-Ćwiek',
  address: { street: `Ulica ${NAME} 5` },
};
const told = `Napisz do ${NAME.length} na ${EMAIL} albo 601702803, 601-702-803, 601 702 803, ${PHONE}, 0048601702803, ${EMAIL.toUpperCase()}`;
const bodies: { [name: string]: unknown } = {
  'everywhere in data': {
    type: 'social.mentioned',
    id: `post-${EMAIL}`,
    source: `mailto:${EMAIL}`,
    subject: EMAIL,
    data: {
      platform: 'x',
      text: told,
      ...person,
      author: { id: 'a1', ...person, username: 'kanarek_zolty' },
      url: `https://x.pl/?e=${encodeURIComponent(EMAIL)}&phone=601702803&x=${encodeURIComponent(encodeURIComponent(EMAIL))}`,
      traits: person,
      identifiers: { email: EMAIL, phone: PHONE },
      [EMAIL]: 1,
      more: [[EMAIL, { deep: told, customer: person }], told],
    },
  },
  'beside the data': {
    type: 'lead.submitted',
    userId: EMAIL,
    ...person,
    identifiers: { email: EMAIL },
    data: { platform: 'web', ...person },
  },
  'a linked contact': { type: 'contact.linked', data: { identifiers: { email: EMAIL, phone: PHONE, userId: EMAIL } } },
  'a product event': { type: 'product.purchased', data: { ...person, product: 'p1', url: `/konto?mail=${EMAIL}` } },
  'a wrong type': { type: EMAIL, id: EMAIL, data: person },
  'a wrong id': { type: 'social.mentioned', id: `${EMAIL}\n`, data: { platform: 'x', ...person } },
  'a wrong time': { type: 'social.mentioned', time: EMAIL, data: { platform: 'x', ...person } },
  'a wrong field': { type: 'social.mentioned', data: { platform: 'x', author: NAME, text: told } },
  'a wrong name': { type: 'ad.converted', data: { platform: 'x', currency: EMAIL } },
};

describe('a person’s address, number and name', () => {
  it.each(Object.entries(bodies))('appear nowhere in plain: %s', async (_name, body) => {
    const text = JSON.stringify(body);
    await send('/v1/events', text);
    await send('/v1/events', JSON.stringify([body, { type: 'a.b' }]));
    await send('/v1/events', `${text}\n{"broken":"${EMAIL}\n`, { 'content-type': 'application/x-ndjson' });
    await send('/v1/events', new Uint8Array(gzipSync(text)), { 'content-encoding': 'gzip' });
    const event = { specversion: '1.0', id: EMAIL, source: 's', email: EMAIL, ...(body as object) };
    await send('/v1/events', JSON.stringify(event), { 'content-type': 'application/cloudevents+json' });
    await send('/v1/events', JSON.stringify([event]), { 'content-type': 'application/cloudevents-batch+json' });
    await send('/v1/events', JSON.stringify((body as { data?: unknown }).data), {
      'ce-specversion': '1.0',
      'ce-id': encodeURIComponent(EMAIL),
      'ce-source': '/x',
      'ce-type': 'social.mentioned',
      'ce-email': EMAIL,
      'ce-subject': EMAIL,
    });
    expectClean();
  });

  it('appear nowhere in plain after calls of the Segment spec', async () => {
    const message = {
      userId: EMAIL,
      messageId: EMAIL,
      traits: person,
      properties: { ...person, url: `https://x.pl/?email=${EMAIL}`, note: told },
      context: { traits: person, ip: '1.2.3.4' },
    };
    for (const call of ['track', 'identify', 'page', 'screen', 'group', 'alias']) {
      await send(`/v1/${call}`, JSON.stringify({ ...message, event: 'Order Completed', previousId: EMAIL, groupId: 'g' }));
      await send(`/v1/${call}`, JSON.stringify({ ...message, event: `Napisał ${EMAIL}`, name: 'Strona' }));
      await send(
        '/v1/batch',
        JSON.stringify({
          batch: [
            { ...message, type: call, event: EMAIL },
            { ...message, type: EMAIL },
          ],
        }),
      );
    }
    expectClean();
  });

  it('appear nowhere in plain after errors', async () => {
    const body = JSON.stringify(bodies['everywhere in data']);
    await send('/v1/events', body.slice(0, -1));
    await send('/v1/events', body.replace('"text"', '"__proto__"'));
    await send('/v1/events', `${'['.repeat(40)}"${EMAIL}"`);
    await send('/v1/events', body.replace('"platform":"x"', '"platform":"x","reach":12345678901234567890'));
    await send('/v1/events', JSON.stringify({ type: 'a.b', data: { [EMAIL]: 1e17 } }));
    await send('/v1/events', body, { 'content-type': 'text/plain' });
    await send('/v1/events', body, { authorization: basic(EMAIL) });
    await send('/v1/events', body, { 'ce-specversion': '1.0', 'ce-subject': `${EMAIL}%FF` });
    await send('/v1/events', EMAIL.repeat(20_000));
    await send(`/v1/${EMAIL}`, body);
    await send(`/v1/events?email=${EMAIL}`, body, {}, 'PUT');
    await send(`/v1/%?email=${EMAIL}`, body);
    server.state = { open: false, code: 'overloaded', retryAfterSeconds: 1 };
    await send('/v1/events', body);
    server.state = { open: true };
    for (const failure of [new CrosscurrentError('store-unavailable', 'Redis is away.'), new Error(`boom ${EMAIL}`)]) {
      server.failure = failure;
      expect(await send('/v1/events', body)).toBeGreaterThanOrEqual(500);
      await send('/v1/events', JSON.stringify(bodies['a wrong id']));
    }
    server.failure = undefined;
    const { port } = server.app.server.address() as { port: number };
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`POST /v1/events HTTP/1.1\r\nHost: a\r\n${EMAIL} broken\r\n\r\n`));
      socket.on('data', (chunk) => written.push(chunk.toString()));
      socket.on('close', () => done());
    });
    expectClean();
  });

  it('appear nowhere in plain after calls of other clients, good and bad', async () => {
    const before = { events: server.events.length, refusals: server.refusals.length };
    const traits = { ...person, note: told };
    const about = Buffer.from(JSON.stringify({ data: { schema: 'iglu:pl.sklep/formularz/jsonschema/1-0-0', data: traits } })).toString(
      'base64url',
    );
    const post = (path: string, body: object) => send(path, JSON.stringify(body));
    await post('/batch', {
      batch: [
        { uuid: 'p-1', event: told, distinct_id: EMAIL, properties: traits },
        { uuid: 'p-2', event: '$identify', distinct_id: 'u', properties: { $set: traits, $set_once: traits } },
        { uuid: EMAIL, event: 'social.mentioned', distinct_id: PHONE, properties: { text: told, [EMAIL]: 1 } },
      ],
    });
    await post('/2/httpapi', {
      events: [
        { insert_id: 'a-1', event_type: told, user_id: EMAIL, event_properties: traits },
        { insert_id: 'a-2', event_type: '$identify', user_id: 'u', user_properties: { $set: traits } },
        { insert_id: EMAIL, event_type: 'ad.clicked', user_id: PHONE, event_properties: traits },
      ],
    });
    await post('/com.snowplowanalytics.snowplow/tp2', {
      data: [
        { e: 'ue', eid: 's-1', uid: EMAIL, ue_px: about, url: `https://sklep.pl/?mail=${EMAIL}` },
        { e: 'se', eid: 's-2', se_ac: told, se_la: told },
        { e: EMAIL, eid: 's-3', uid: EMAIL },
      ],
    });
    expect(await send(`/i?e=se&se_ca=a&se_ac=b&se_la=${encodeURIComponent(told)}&uid=${EMAIL}`, undefined, {}, 'GET')).toBe(200);
    await post('/api/s/track', { event: told, userId: EMAIL, properties: traits });
    await post('/v1/beacon', {
      writeKey: 'wk-test',
      events: [{ type: 'page.viewed', email: EMAIL, data: { title: told, url: told } }, told],
    });
    expect(server.events.length - before.events).toBeGreaterThanOrEqual(9);
    expect(server.refusals.length - before.refusals).toBeGreaterThanOrEqual(3);
    expectClean();
  });

  it('are seen by this test when nothing is taken out', async () => {
    const open = {
      ...server.privacy,
      protect: (_type: string, data: JsonObject) => ({ data, personal: undefined }),
      scrub: (text: string) => ({ text, found: [] }),
    };
    const leaking = await testServer({ privacy: open });
    await leaking.app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { authorization: basic() },
      payload: bodies['everywhere in data'] as object,
    });
    await leaking.app.close();
    const all = JSON.stringify(leaking.events);
    expect(TRACES.filter((trace) => !all.includes(trace))).toEqual([]);
  });

  it('open again for who may', async () => {
    expect(server.events.length).toBeGreaterThan(20);
    expect(server.refusals.length).toBeGreaterThan(20);
    expect(lines.length).toBeGreaterThan(0);
    const lead = server.events.find((event) => event.type === 'lead.submitted')!;
    expect(await server.privacy.open(lead.sealed!, lead.contact!)).toMatchObject({ email: EMAIL, phone: PHONE, name: NAME });
    const order = server.events.find((event) => event.data['product'] === 'p1')!;
    expect(order.contact).toBe(server.privacy.pseudonym('email', EMAIL));
  });
});

function expectClean(): void {
  const all = leavings();
  for (const trace of TRACES) {
    const at = all.toLowerCase().indexOf(trace.toLowerCase());
    expect(at === -1 ? undefined : all.slice(Math.max(0, at - 120), at + 60), trace).toBeUndefined();
  }
}
