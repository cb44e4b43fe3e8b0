import { afterEach, describe, expect, it } from 'vitest';
import { KEY, testServer, type TestServer } from '../server.fixture.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.app.close();
});

const shop = 'https://sklep.example';
const settings = { bodyLimit: 262_144, writeKeys: [{ key: KEY, source: 'shop' }], corsOrigins: [shop] };
const body = JSON.stringify({
  writeKey: KEY,
  events: [
    { id: 'b-1', type: 'page.viewed', anonymousId: 'an-1', data: { url: 'https://sklep.example/', title: 'Żółte buty' } },
    { id: 'b-2', type: 'page.viewed', data: { url: 5 } },
  ],
});

/** A beacon, as a browser sends it: text without a preflight. */
async function send(origin: string, text = body) {
  return server!.app.inject({
    method: 'POST',
    url: '/v1/beacon',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin },
    payload: text,
  });
}

describe('a beacon', () => {
  it('is taken from a page of an allowed origin, and its refused events are kept', async () => {
    server = await testServer({ settings });
    const answer = await send(shop);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ accepted: 1, refused: 1 });
    expect(answer.headers['access-control-allow-origin']).toBe(shop);
    expect(server.events).toMatchObject([{ id: 'b-1', source: 'shop', data: { title: 'Żółte buty' } }]);
    expect(server.refusals).toMatchObject([{ id: 'b-2', code: 'validation-failed' }]);
  });

  it('is taken from elsewhere too, for a key is a key, but a page of another origin reads nothing', async () => {
    server = await testServer({ settings });
    expect((await send('https://obcy.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('needs a known key in its body', async () => {
    server = await testServer({ settings });
    const answer = await send(shop, JSON.stringify({ writeKey: 'obcy', events: [] }));
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'unauthorized' });
    expect((await send(shop, '{')).json()).toMatchObject({ status: 400, code: 'invalid-json' });
    expect((await send(shop, JSON.stringify({ writeKey: KEY, events: {} }))).json()).toMatchObject({ status: 400, code: 'invalid-json' });
  });
});

describe('a preflight', () => {
  const ask = async (origin: string, url = '/v1/events') =>
    server!.app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-write-key' },
    });

  it('lets pages of an allowed origin send, and no other', async () => {
    server = await testServer({ settings });
    const allowed = await ask(shop);
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-headers': 'content-type,x-write-key',
    });
    expect((await ask('https://obcy.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('does not change what an unknown address or method is answered', async () => {
    server = await testServer({ settings });
    expect((await server.app.inject('/nowhere')).json()).toMatchObject({ status: 404, code: 'not-found' });
    const wrong = await server.app.inject({ method: 'GET', url: '/v1/events' });
    expect(wrong.json()).toMatchObject({ status: 405, code: 'method-not-allowed' });
    expect(wrong.headers['allow']).toBe('POST');
  });

  it('has no answer where no origin is configured', async () => {
    server = await testServer();
    expect((await ask(shop)).statusCode).toBe(405);
  });
});
