import { createHmac, hash } from 'node:crypto';
import { request } from 'node:http';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source, SourceType } from '#config';
import { webhookSender, type SenderName } from '#testing';
import { testServer, type TestServer } from '../server.fixture.ts';
import { SENT } from './conformance.fixture.ts';
import { metaConformance } from './meta.fixture.ts';

let server: TestServer;
const source = (type: SourceType, more: Partial<Source> = {}): Source => ({ name: type, type, secrets: ['s3cr3t'], purposes: [], ...more });
const hmac = (algorithm: string, text: string): ReturnType<typeof createHmac> => createHmac(algorithm, 's3cr3t').update(text);

beforeEach(async () => {
  server = await testServer({
    settings: {
      bodyLimit: 262_144,
      writeKeys: [],
      sources: [
        source('meta', { verifyToken: 'w' }),
        source('linkedin'),
        source('appsflyer'),
        source('twilio', { url: 'https://sms.example.pl/in' }),
        source('hubspot'),
        source('postmark', { secrets: ['user:hasło'] }),
      ],
    },
  });
  server.now = SENT;
});
afterEach(() => server.app.close());
const inject = (options: InjectOptions): Promise<LightMyRequestResponse> => server.app.inject(options);

const [, , , ...rest] = metaConformance.payloads;
const comment = metaConformance.payloads[0]!.body;
const meta = (payload: string, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url: '/webhooks/meta',
  payload,
  headers: { 'x-hub-signature-256': `sha256=${hmac('sha256', payload).digest('hex')}`, 'content-type': 'application/json', ...headers },
});

describe('the address', () => {
  it('of a source that there is not is told 404, and a method that it does not take 405 with those it does', async () => {
    expect((await inject({ method: 'POST', url: '/webhooks/nobody', payload: '{}' })).statusCode).toBe(404);
    const wrong = await inject({ method: 'GET', url: '/webhooks/linkedin' });
    expect(wrong.statusCode).toBe(405);
    expect(wrong.headers['allow']).toBe('GET, POST');
    expect((await inject({ method: 'GET', url: '/webhooks/postmark' })).headers['allow']).toBe('POST');
    expect((await inject({ method: 'PUT', url: '/webhooks/meta', payload: '{}' })).statusCode).toBe(405);
    expect(server.events).toEqual([]);
  });

  it('takes a body under any media type, or under none, and no more than the limit', async () => {
    for (const type of ['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', 'something/else'])
      expect((await inject(meta(comment, { 'content-type': type }))).statusCode, type).toBe(200);
    expect((await inject(meta(`"${'ż'.repeat(140_000)}"`))).statusCode).toBe(413);
    expect((await inject(meta(comment, { 'content-encoding': 'br' }))).statusCode).toBe(415);
  });

  it('knows a signature that stands there twice on the wire for none', async () => {
    const url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
    const right = `sha256=${hmac('sha256', comment).digest('hex')}`;
    const status = await new Promise<number | undefined>((done, fail) => {
      const sent = request(
        { host: url.hostname, port: url.port, path: '/webhooks/meta', method: 'POST', headers: { 'x-hub-signature-256': [right, right] } },
        (answer) => {
          answer.resume();
          done(answer.statusCode);
        },
      );
      sent.on('error', fail);
      sent.end(comment);
    });
    expect(status).toBe(401);
    expect(server.events).toEqual([]);
  });

  it('takes a hundred like requests at once, all with one id', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => inject(meta(comment))));
    expect(new Set(answers.map((one) => one.statusCode))).toEqual(new Set([200]));
    expect(new Set(server.events.map((one) => one.id))).toEqual(new Set(['comment:55_77']));
    expect(rest.length).toBeGreaterThan(0);
  });
});

describe('what platforms do that nobody expects', () => {
  it('Meta sends a thousand updates at once', async () => {
    const entry = Array.from({ length: 1_000 }, (_, index) => ({
      id: '1',
      time: 1,
      changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', comment_id: `c${index}`, message: 'ż' } }],
    }));
    expect((await inject(meta(JSON.stringify({ object: 'page', entry })))).statusCode).toBe(200);
    expect(server.events).toHaveLength(1_000);
  });

  it('Messenger ends the subscription after an hour of failures, so an hour is what we have', async () => {
    const clock = { at: SENT };
    server.state = { open: false, code: 'overloaded', retryAfterSeconds: 1 };
    const heard: number[] = [];
    const sender = webhookSender({
      platform: 'meta' satisfies SenderName,
      secret: 's3cr3t',
      address: 'https://in.example.pl/webhooks/meta',
      clock,
      transport: async ({ path, headers, body }) => {
        const answer = await inject({ method: 'POST', url: path, headers, payload: body });
        heard.push(answer.statusCode);
        return { status: answer.statusCode, headers: answer.headers, body: answer.body };
      },
    });
    await sender.deliver(comment);
    expect(new Set(heard)).toEqual(new Set([503]));
    expect(sender.subscribed).toBe(false);
    server.state = { open: true };
    expect(await sender.deliver(comment)).toEqual([]);
  });

  it('LinkedIn may write the prefix into the header, and may not', async () => {
    const payload = '{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}';
    const value = hmac('sha256', `hmacsha256=${payload}`).digest('hex');
    const post = (signature: string): Promise<LightMyRequestResponse> =>
      inject({ method: 'POST', url: '/webhooks/linkedin', payload, headers: { 'x-li-signature': signature } });
    expect((await post(value)).statusCode).toBe(200);
    expect((await post(`hmacsha256=${value}`)).statusCode).toBe(200);
    expect((await post(`sha256=${value}`)).statusCode).toBe(401);
    // Without the prefix in what is signed it is another platform's way.
    expect((await post(hmac('sha256', payload).digest('hex'))).statusCode).toBe(401);
  });

  it('AppsFlyer may send in the query', async () => {
    const url =
      '/webhooks/appsflyer?token=s3cr3t&appsflyer_id=1-2&event_name=install&event_time=2026-11-22%2009:59:00.000&media_source=TikTok_int';
    expect((await inject({ method: 'GET', url })).statusCode).toBe(200);
    expect(server.events).toMatchObject([{ type: 'ad.converted', data: { kind: 'install', platform: 'tiktok' } }]);
    expect((await inject({ method: 'GET', url: `${url}&token=s3cr3t` })).statusCode).toBe(401);
    expect(JSON.stringify(server.events)).not.toContain('s3cr3t');
  });

  it('Twilio signs the address it knows, and a body of JSON by its digest', async () => {
    const form = 'MessageSid=SM1&MessageStatus=delivered&To=%2B48600700800';
    const address = 'https://sms.example.pl/in';
    const pairs = 'MessageSidSM1MessageStatusdeliveredTo+48600700800';
    const post = (url: string, signed: string, payload: string, type: string): Promise<LightMyRequestResponse> =>
      inject({
        method: 'POST',
        url,
        payload,
        headers: { 'content-type': type, 'x-twilio-signature': hmac('sha1', signed).digest('base64') },
      });
    expect((await post('/webhooks/twilio', `${address}${pairs}`, form, 'application/x-www-form-urlencoded')).statusCode).toBe(200);
    expect(
      (await post('/webhooks/twilio', `http://localhost/webhooks/twilio${pairs}`, form, 'application/x-www-form-urlencoded')).statusCode,
    ).toBe(401);
    const json = '{"MessageSid":"SM2","MessageStatus":"delivered"}';
    const digest = hash('sha256', json);
    expect(
      (await post(`/webhooks/twilio?bodySHA256=${digest}`, `${address}?bodySHA256=${digest}`, json, 'application/json')).statusCode,
    ).toBe(200);
    expect(
      (await post(`/webhooks/twilio?bodySHA256=${digest}`, `${address}?bodySHA256=${digest}`, `${json} `, 'application/json')).statusCode,
    ).toBe(401);
  });

  it('HubSpot signs an address in which some escapes are undone', async () => {
    const payload = '[]';
    const post = (signed: string): Promise<LightMyRequestResponse> =>
      inject({
        method: 'POST',
        url: '/webhooks/hubspot?a=b%3Ac%20d',
        payload,
        headers: {
          host: 'in.example.pl',
          'x-forwarded-proto': 'https',
          'x-hubspot-request-timestamp': String(SENT),
          'x-hubspot-signature-v3': hmac('sha256', `POST${signed}${payload}${SENT}`).digest('base64'),
        },
      });
    expect((await post('https://in.example.pl/webhooks/hubspot?a=b:c%20d')).statusCode).toBe(200);
    expect((await post('https://in.example.pl/webhooks/hubspot?a=b%3Ac%20d')).statusCode).toBe(200);
    expect((await post('https://in.example.pl/webhooks/hubspot?a=b%3Ac%20e')).statusCode).toBe(401);
  });

  it('a word with letters beyond ASCII goes through Basic authorization', async () => {
    const post = (pair: string): Promise<LightMyRequestResponse> =>
      inject({
        method: 'POST',
        url: '/webhooks/postmark',
        payload: '{"RecordType":"Open","MessageID":"m"}',
        headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
      });
    expect((await post('user:hasło')).statusCode).toBe(200);
    expect((await post('user:haslo')).statusCode).toBe(401);
  });
});
