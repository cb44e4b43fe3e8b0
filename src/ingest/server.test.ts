import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrosscurrentError, errorCodes, type Json } from '#kernel';
import { dayHolder } from '#privacy';
import { basic, KEY, NOW, testServer, type TestServer } from './server.fixture.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});
afterEach(() => server.app.close());

const headers = (more: Record<string, string> = {}) => ({ authorization: basic(), 'content-type': 'application/json', ...more });
const event = (more: { [field: string]: Json } = {}): { [field: string]: Json } => ({
  id: 'e1',
  type: 'social.mentioned',
  time: '2026-11-22T09:00:00Z',
  data: { platform: 'x', text: 'Zażółć gęślą jaźń' },
  ...more,
});
const post = (payload: unknown, more: Partial<InjectOptions> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/v1/events',
    headers: headers(),
    payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
    ...more,
  });

const withHeaders = (own: Record<string, string>) => post(event(), { headers: { 'content-type': 'application/json', ...own } });

const callWithKey = (writeKey: string) =>
  server.app.inject({
    method: 'POST',
    url: '/v1/track/',
    headers: { 'content-type': 'text/plain' },
    payload: JSON.stringify({ event: 'a.b', userId: 'u', messageId: 'm', writeKey }),
  });

const call = (path: string, payload: Json) =>
  server.app.inject({ method: 'POST', url: `/v1/${path}`, headers: headers(), payload: JSON.stringify(payload) });

const padded = (length: number) => {
  const text = JSON.stringify(event());
  return text + ' '.repeat(length - Buffer.byteLength(text));
};

const raw = async (text: string | Buffer): Promise<string> => {
  const { port } = server.app.server.address() as { port: number };
  return new Promise((done, fail) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => done(answer));
    socket.on('error', fail);
    socket.setTimeout(5_000, () => socket.destroy());
  });
};

// A field of this name must not make a promise of the data.
const THENABLE = JSON.parse('{"then":"x"}') as { [field: string]: Json };

/** Holds every error answer to RFC 9457 and the table of codes. */
function expectProblem(answer: { statusCode: number; headers: object; body: string }, code: keyof typeof errorCodes): void {
  expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
  const problem = JSON.parse(answer.body) as { status: number; code: string; requestId?: string };
  expect(problem).toMatchObject({ status: answer.statusCode, code, title: errorCodes[code].title });
  expect(answer.statusCode).toBe(errorCodes[code].status);
}

describe('POST /v1/events', () => {
  it('answers 202 to one event and hands it to the sink as a MarketingEvent', async () => {
    const answer = await post(event({ subject: 'post/7', userId: 'u1' }));
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ accepted: 1, refused: 0, id: 'e1' });
    expect(server.events).toEqual([
      {
        id: 'e1',
        source: 'shop',
        type: 'social.mentioned',
        subject: 'post/7',
        time: '2026-11-22T09:00:00Z',
        at: NOW - 3_600_000,
        received: NOW,
        contact: server.privacy.pseudonym('userId', 'u1'),
        data: { platform: 'x', text: 'Zażółć gęślą jaźń' },
      },
    ]);
    expect(server.occurrences).toContainEqual({ kind: 'admission.decided', route: '/v1/events', accepted: 1, refused: {} });
    expect(server.occurrences).toContainEqual(expect.objectContaining({ kind: 'request.answered', route: '/v1/events', status: 202 }));
  });

  it('answers only after the sink has the events', async () => {
    let release: (() => void) | undefined;
    server.pending = new Promise((done) => (release = done));
    let answered = false;
    const answer = post(event()).then((response) => {
      answered = true;
      return response;
    });
    await new Promise((done) => setTimeout(done, 30));
    expect(answered).toBe(false);
    release?.();
    expect((await answer).statusCode).toBe(202);
  });

  it('judges every event of a list for itself', async () => {
    const answer = await post([event(), event({ id: 'e2', type: 'Social' }), event({ id: 'e3', data: { platform: 'x', reach: -1 } }), 7]);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({
      accepted: 1,
      refused: 3,
      items: [
        { index: 0, id: 'e1', status: 'accepted' },
        { index: 1, id: 'e2', status: 'refused', code: 'validation-failed', pointer: '/type', reason: expect.any(String) },
        { index: 2, id: 'e3', status: 'refused', code: 'validation-failed', pointer: '/data/reach', reason: expect.any(String) },
        { index: 3, status: 'refused', code: 'validation-failed', pointer: '', reason: expect.any(String) },
      ],
    });
    expect(server.refusals.map(({ code, pointer, id }) => ({ code, pointer, id }))).toEqual([
      { code: 'validation-failed', pointer: '/type', id: 'e2' },
      { code: 'validation-failed', pointer: '/data/reach', id: 'e3' },
      { code: 'validation-failed', pointer: '', id: undefined },
    ]);
    expect(JSON.parse((await server.privacy.open(server.refusals[0]!.sealed!, dayHolder(NOW)))['original'] as string)).toMatchObject({
      id: 'e2',
    });
  });

  it('answers 422 when every event was refused, and says why of each', async () => {
    const answer = await post([event({ type: 'x' }), event({ id: 5 })]);
    expectProblem(answer, 'validation-failed');
    expect(answer.json().errors).toMatchObject([
      { index: 0, pointer: '/type' },
      { index: 1, pointer: '/id' },
    ]);
  });

  it('reads one event per line and refuses a bad line alone', async () => {
    const lines = [
      JSON.stringify(event()),
      '',
      '{bad',
      JSON.stringify(event({ id: 'e2' })),
      '{"__proto__":{}}',
      '{"id":"e3","type":"a.b","data":{"n":12345678901234567890}}',
    ];
    const answer = await post(`${lines.join('\r\n')}\n`, { headers: headers({ 'content-type': 'application/x-ndjson' }) });
    expect(answer.statusCode).toBe(202);
    expect(answer.json().items.map((one: { code?: string; pointer?: string }) => one.code ?? 'ok')).toEqual([
      'ok',
      'invalid-json',
      'ok',
      'prototype-poisoning',
      'unsafe-integer',
    ]);
    expect(answer.json().items[4].pointer).toBe('/data/n');
  });

  it('takes gzip by its header and by its first bytes', async () => {
    const body = gzipSync(JSON.stringify(event()));
    expect((await post(body, { headers: headers({ 'content-encoding': 'gzip' }) })).statusCode).toBe(202);
    expect((await post(body)).statusCode).toBe(202);
    expectProblem(await post(gzipSync(Buffer.alloc(5_000_000, 0x20))), 'too-large');
    expectProblem(await post(gzipSync(gzipSync('{}'))), 'invalid-encoding');
    expectProblem(await post('{}', { headers: headers({ 'content-encoding': 'gzip' }) }), 'invalid-encoding');
    expectProblem(await post(body.subarray(0, 20)), 'invalid-encoding');
    expectProblem(await post('{}', { headers: headers({ 'content-encoding': 'br' }) }), 'unsupported-media-type');
  });

  it('takes a CloudEvent in binary mode, decodes its headers, and refuses those that do not decode', async () => {
    const ce = {
      'ce-specversion': '1.0',
      'ce-id': 'b%201',
      'ce-source': '/x',
      'ce-type': 'social.mentioned',
      'ce-subject': 'za%C5%BC%C3%B3%C5%82%C4%87',
    };
    const send = (more: Record<string, string>, body = '{"platform":"x"}') => post(body, { headers: headers({ ...ce, ...more }) });
    expect((await send({ 'ce-userid': 'u9' })).statusCode).toBe(202);
    expect(server.events[0]).toMatchObject({ id: 'b 1', source: 'shop:/x', subject: 'zażółć', data: { platform: 'x' } });
    expect(server.events[0]!.contact).toBe(server.privacy.pseudonym('userId', 'u9'));
    expectProblem(await send({ 'ce-subject': '%FF' }), 'invalid-encoding');
    expectProblem(await send({ 'ce-subject': '%' }), 'invalid-encoding');
    expectProblem(await send({ 'ce-specversion': '0.3' }), 'validation-failed');
    expectProblem(await send({}, '[1]'), 'validation-failed');
    expectProblem(await send({}, '{"platform":"x","n":1e400}'), 'unsafe-integer');
  });

  it('asks of a CloudEvent what the specification asks', async () => {
    const structured = headers({ 'content-type': 'application/cloudevents+json; charset=utf-8' });
    const whole = event({ specversion: '1.0', source: '/x' });
    expect((await post(whole, { headers: structured })).statusCode).toBe(202);
    for (const [field, pointer] of [
      ['id', '/id'],
      ['source', '/source'],
      ['specversion', '/specversion'],
      ['type', '/type'],
    ]) {
      const answer = await post(Object.fromEntries(Object.entries(whole).filter(([key]) => key !== field)), { headers: structured });
      expectProblem(answer, 'validation-failed');
      expect(answer.json().errors[0].pointer).toBe(pointer);
    }
    expectProblem(await post({ ...whole, data_base64: 'e30=' }, { headers: structured }), 'validation-failed');
    expectProblem(await post({ ...whole, datacontenttype: 'text/xml' }, { headers: structured }), 'validation-failed');
    expectProblem(await post({ ...whole, time: NOW }, { headers: structured }), 'validation-failed');
    const batch = headers({ 'content-type': 'application/cloudevents-batch+json' });
    expect((await post([whole, { ...whole, id: 'e9' }], { headers: batch })).json()).toEqual({ accepted: 2, refused: 0 });
    expectProblem(await post(whole, { headers: batch }), 'invalid-json');
  });

  it('derives an id that is the same over retries, whatever the order of fields', async () => {
    await post({ type: 'social.mentioned', data: { platform: 'x', text: 'ą' } });
    await post({ data: { text: 'ą', platform: 'x' }, type: 'social.mentioned' });
    await post({ data: { text: 'ć', platform: 'x' }, type: 'social.mentioned' });
    const ids = server.events.map((one) => one.id);
    expect(ids[0]).toMatch(/^h1[\w-]{22}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(server.events[0]).toMatchObject({ at: NOW, time: '2026-11-22T10:00:00.000Z' });
  });

  it('takes epoch milliseconds, not seconds', async () => {
    expect((await post(event({ time: NOW }))).statusCode).toBe(202);
    expect(server.events[0]).toMatchObject({ at: NOW, time: '2026-11-22T10:00:00.000Z' });
    expectProblem(await post(event({ time: NOW / 1_000 })), 'validation-failed');
  });

  it('coerces and removes nothing', async () => {
    for (const data of [
      { platform: 7 },
      { platform: null },
      {},
      { platform: 'x', reach: '5' },
      { platform: 'x', reach: 1.5 },
      { platform: 'x', author: { verified: 'yes' } },
    ]) {
      expectProblem(await post(event({ data })), 'validation-failed');
    }
    const free = { platform: 'x', own: { deep: [1, null, true] } };
    await post(event({ data: free }));
    expect(server.events[0]!.data).toEqual(free);
  });

  it('offers the nearest known type and keeps the engine’s own types to itself', async () => {
    expect((await post(event({ type: 'Social.Mentioned' }))).json().detail).toContain('social.mentioned');
    expectProblem(await post(event({ type: 'action.delivered' })), 'validation-failed');
    expect((await post(event({ type: 'product.rated', data: { stars: 5 } }))).statusCode).toBe(202);
  });

  it('answers 503 or 429 with Retry-After when it cannot take events, before and after the body', async () => {
    for (const code of ['store-unavailable', 'store-full', 'overloaded', 'rate-limited', 'draining'] as const) {
      server.state = { open: false, code, retryAfterSeconds: 7 };
      const answer = await post(event());
      expectProblem(answer, code);
      expect(answer.headers['retry-after']).toBe('7');
    }
    server.state = { open: true };
    for (const code of ['store-unavailable', 'store-full', 'not-durable'] as const) {
      server.failure = new CrosscurrentError(code, 'Redis is away.');
      const answer = await post(event());
      expectProblem(answer, code);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    server.failure = new Error('unexpected: jan@example.pl');
    const answer = await post(event());
    expectProblem(answer, 'internal');
    expect(answer.body).not.toContain('jan@');
  });

  it('still answers the sender when only the refusals could not be kept', async () => {
    server.failure = new Error('away');
    expectProblem(await post(event({ id: '' })), 'validation-failed');
  });
});

describe('write keys', () => {
  it('are taken from Basic, Bearer and X-Write-Key, in the writings clients use', async () => {
    for (const own of [
      { authorization: basic() },
      { authorization: `Basic ${KEY}` },
      { authorization: `Bearer ${KEY}` },
      { 'x-write-key': KEY },
      { authorization: basic('id:secret') },
      { authorization: `Basic ${Buffer.from('id:secret').toString('base64')}` },
    ]) {
      expect((await withHeaders(own)).statusCode, JSON.stringify(own)).toBe(202);
    }
    expect(new Set(server.events.map((one) => one.source))).toEqual(new Set(['shop', 'jitsu']));
  });

  it('are refused when missing, wrong, empty or too long', async () => {
    for (const own of [
      {},
      { authorization: basic('nope') },
      { authorization: 'Basic ' },
      { authorization: 'Digest x' },
      { 'x-write-key': '' },
      { 'x-write-key': 'x'.repeat(2_000) },
      { authorization: basic('') },
    ]) {
      expectProblem(await withHeaders(own), 'unauthorized');
    }
    expect(server.refusals).toEqual([]);
  });

  it('may stand in the body of a Segment call, nowhere else', async () => {
    expect((await callWithKey(KEY)).statusCode).toBe(200);
    expectProblem(await callWithKey('nope'), 'unauthorized');
    expectProblem(await post({ ...event(), writeKey: KEY }, { headers: { 'content-type': 'application/json' } }), 'unauthorized');
  });
});

describe('the Segment spec', () => {
  it('maps every call to an event', async () => {
    const common = { userId: 'u1', timestamp: '2026-11-22T09:00:00.000Z' };
    await call('track', { ...common, messageId: 'm1', event: 'Product Added', properties: { product_id: 'p1', price: 5 } });
    await call('track', { ...common, messageId: 'm2', event: 'ad.clicked', properties: { platform: 'facebook', clickId: 'c1' } });
    await call('track', { ...common, messageId: 'm3', event: 'constructor' });
    await call('identify', { ...common, messageId: 'm4', traits: { email: 'a@example.pl' } });
    await call('page', {
      ...common,
      messageId: 'm5',
      context: { page: { url: 'https://s.pl/?email=a%40example.pl' }, campaign: { name: 'lato' } },
    });
    await call('screen', { ...common, messageId: 'm6', name: 'Koszyk' });
    await call('group', { ...common, messageId: 'm7', groupId: 'g1' });
    await call('alias', { userId: 'u1', previousId: 'an', messageId: 'm8' });
    expect(server.events.map(({ id, type }) => [id, type])).toEqual([
      ['m1', 'product.added'],
      ['m2', 'ad.clicked'],
      ['m3', 'product.constructor'],
      ['m4', 'contact.linked'],
      ['m5', 'page.viewed'],
      ['m6', 'page.viewed'],
      ['m7', 'contact.grouped'],
      ['m8', 'contact.linked'],
    ]);
    expect(server.events[4]!.data).toEqual({ url: 'https://s.pl/?email=-', campaign: 'lato' });
    expect(server.events[7]!.data).toEqual({
      identifiers: { userId: server.privacy.pseudonym('userId', 'u1'), anonymousId: server.privacy.pseudonym('anonymousId', 'an') },
    });
    expect(new Set(server.events.map((one) => one.contact)).size).toBe(1);
  });

  it('answers 200 to a batch with bad messages and 422 to one bad call', async () => {
    const answer = await call('batch', {
      batch: [
        { type: 'track', event: 'a.b', messageId: 'm1' },
        { type: 'nope' },
        5,
        { type: 'track', event: 'Product Viewed', properties: { price: '12' } },
      ],
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ success: true, accepted: 1, refused: 3 });
    expect(answer.json().items[3].pointer).toBe('/properties/price');
    expect((await call('b', { batch: [{ type: 'nope' }] })).statusCode).toBe(200);
    expectProblem(await call('track', { messageId: 'm' }), 'validation-failed');
    expectProblem(await call('batch', { notBatch: [] }), 'invalid-json');
  });
});

describe('bad input', () => {
  it.each<[string, Partial<InjectOptions>, keyof typeof errorCodes]>([
    ['no content type', { headers: { authorization: basic() } }, 'unsupported-media-type'],
    ['text', { headers: headers({ 'content-type': 'text/plain' }) }, 'unsupported-media-type'],
    ['a form', { headers: headers({ 'content-type': 'application/x-www-form-urlencoded' }) }, 'unsupported-media-type'],
    ['a content type that only looks right', { headers: headers({ 'content-type': 'application/jsonx' }) }, 'unsupported-media-type'],
    ['another charset', { headers: headers({ 'content-type': 'application/json; charset=utf-16' }) }, 'unsupported-media-type'],
    ['an unknown address', { url: '/v1/nothing' }, 'not-found'],
    ['a broken address', { url: '/v1/%' }, 'bad-request'],
    ['another method', { method: 'PUT' }, 'method-not-allowed'],
    ['GET', { method: 'GET' }, 'method-not-allowed'],
  ])('%s is answered with its problem', async (_name, more, code) => {
    const answer = await post(event(), more);
    expectProblem(answer, code);
    if (code === 'method-not-allowed') expect(answer.headers['allow']).toBe('POST');
    else expect(answer.json().requestId).toEqual(expect.any(String));
  });

  it('knows the limit of a body to the byte', async () => {
    expect((await post(padded(262_144))).statusCode).toBe(202);
    expectProblem(await post(padded(262_145)), 'too-large');
  });

  it.each<[string, { [field: string]: Json }]>([
    ['an empty id', { id: '' }],
    ['an id of 257 characters', { id: 'x'.repeat(257) }],
    ['an id with a line end', { id: 'a\nb' }],
    ['an id that is a number', { id: 5 }],
    ['a time without a zone', { time: '2026-11-22T10:00:00' }],
    ['a time in 1970', { time: '1970-01-01T00:00:00Z' }],
    ['data that is a list', { data: [] }],
    ['data that is a text', { data: 'x' }],
    ['a subject that is an object', { subject: {} }],
    ['a source with a control character', { source: 'a\u0007' }],
  ])('refuses %s', async (_name, more) => {
    expectProblem(await post(event(more)), 'validation-failed');
    expect(server.events).toEqual([]);
    expect(server.refusals).toHaveLength(1);
  });

  it('bounds what one request of many bad events may cost', async () => {
    expectProblem(await post(`[${'0,'.repeat(5_000)}0]`), 'too-large');
    const started = performance.now();
    const answer = await post(JSON.stringify(Array.from({ length: 4_000 }, () => ({ type: 'Social.Mentione' }))));
    expectProblem(answer, 'validation-failed');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(server.refusals.filter((refusal) => refusal.sealed !== undefined && refusal.pointer === '/type')).toHaveLength(100);
    expect(server.refusals.filter((refusal) => refusal.pointer === '/type')).toHaveLength(4_000);
  });

  it('carries naughty texts through unchanged', async () => {
    const texts = [
      '\r\n*1\r\n$8\r\nFLUSHALL\r\n',
      '${jndi:ldap://x}',
      '=1+1',
      '{tag}:*?[a]',
      '../../etc',
      '<script>',
      'e\u0301 ≠ é',
      '👩‍👩‍👧',
      '\u202eabc',
      "'; DROP TABLE",
      'toString',
    ];
    await post(
      texts.map((text, index) =>
        event({ id: `n${index}`, data: { platform: 'x', text, ...THENABLE, toJSON: 'y', length: 9, constructor: 'z' } }),
      ),
    );
    expect(server.events.map((one) => one.data['text'])).toEqual(texts);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never answers outside its set nor breaks, whatever bytes come', async () => {
    const whole = Buffer.from(JSON.stringify([event(), event({ id: 'e2', data: { platform: 'x', cost: 12.5 } })]));
    let seed = 42;
    const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
    const allowed = new Set([202, 400, 422]);
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 1 + (round % 4); change++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const body = round % 3 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
      const answer = await post(body);
      // A mutation may turn the first two bytes into those of gzip.
      expect(allowed.has(answer.statusCode), `${answer.statusCode} ${answer.body}`).toBe(true);
      if (answer.statusCode !== 202) expect(answer.headers['content-type']).toBe('application/problem+json');
    }
  });
});

describe('the raw connection', () => {
  beforeEach(async () => {
    await server.app.close();
    server = await testServer({ timeouts: { headers: 300, request: 600 } });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
  });

  it.each([
    ['two lengths', 'POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['length and chunks', 'POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['RESP', '*1\r\n$8\r\nFLUSHALL\r\n'],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('answers %s with 400 problem+json', async (_name, text) => {
    const answer = await raw(text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"bad-request"');
  });

  it('answers 431 to headers that are too large, 417 to an unknown expectation', async () => {
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [^]*headers-too-large/,
    );
    expect(await raw('GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n')).toMatch(/^HTTP\/1\.1 417 [^]*problem\+json/);
  });

  it('answers 408 to headers and bodies that do not arrive', async () => {
    const [slowHeaders, slowBody] = await Promise.all([
      raw('GET /healthz HTTP/1.1\r\nHost: a\r\n'),
      raw(
        `POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic()}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
      ),
    ]);
    expect(slowHeaders).toMatch(/^HTTP\/1\.1 408 [^]*request-timeout/);
    expect(slowBody).toMatch(/^HTTP\/1\.1 408 [^]*request-timeout/);
  }, 60_000);

  it('ends what is running when it closes and answers 503 draining to what comes late', async () => {
    let release: (() => void) | undefined;
    server.pending = new Promise((done) => (release = done));
    const { port } = server.app.server.address() as { port: number };
    const send = () => fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', headers: headers(), body: JSON.stringify(event()) });
    const running = send();
    await new Promise((done) => setTimeout(done, 50));
    // A connection that is open and idle before the close may still bring a request.
    const late = new Promise<string>((done) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('POST /v1/events HTTP/1.1\r\nHost: a\r\n'));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => done(answer));
      setTimeout(() => socket.write('Content-Length: 0\r\n\r\n'), 100);
    });
    await new Promise((done) => setTimeout(done, 50));
    const closed = server.app.close();
    await new Promise((done) => setTimeout(done, 100));
    release?.();
    expect((await running).status).toBe(202);
    expect(await late).toMatch(/^HTTP\/1\.1 503 [^]*"code":"draining"/);
    await closed;
  });
});

describe('probes', () => {
  it('tell life, readiness, metrics and the description', async () => {
    expect((await server.app.inject('/healthz')).statusCode).toBe(200);
    expect((await server.app.inject('/readyz')).json()).toEqual({ ready: true, checks: { redis: true, draining: false } });
    server.ready = false;
    expect((await server.app.inject('/readyz')).statusCode).toBe(503);
    expect((await server.app.inject('/healthz')).statusCode).toBe(200);
    expect((await server.app.inject('/metrics')).body).toBe('up 1\n');
  });

  it('describe exactly the routes there are', async () => {
    server = await testServer({
      runs: { waiting: async () => [], find: async () => undefined },
      // Only that the routes are there is looked at.
      rules: {} as never,
      attribution: {} as never,
      budgets: {} as never,
      experiments: {} as never,
      guards: {} as never,
      settings: {
        bodyLimit: 1_000,
        writeKeys: [],
        accounts: [
          {
            name: 'slack',
            type: 'slack',
            url: 'https://slack.com/api',
            options: { signingSecret: 's' },
            perSecond: 1,
            allowPrivate: false,
          },
        ],
      },
    });
    const description = (await server.app.inject('/openapi.json')).json() as { paths: Record<string, object> };
    const paths = Object.entries(description.paths).map(([path, methods]) => [path.replaceAll(/\{(\w+)\}/g, ':$1'), methods] as const);
    for (const [path, methods] of paths) {
      for (const method of Object.keys(methods))
        expect(server.app.hasRoute({ method: method.toUpperCase(), url: path }), `${method} ${path}`).toBe(true);
    }
    const printed = server.app.printRoutes({ commonPrefix: false });
    const routes: string[] = [];
    const stack: string[] = [];
    for (const line of printed.split('\n')) {
      const [, indent, part, methods] = /^([│ ]*[└├]── )(.*?)(?: \((.*)\))?$/.exec(line) ?? [];
      if (indent === undefined || part === undefined) continue;
      stack.length = indent.length / 4 - 1;
      stack.push(part);
      if (methods !== undefined) routes.push(stack.join(''));
    }
    expect(new Set(routes)).toEqual(new Set(paths.map(([path]) => path)));
  });
});
