import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#config';
import { webhookSender, type WebhookSender, type WireRequest } from '#testing';
import { testServer, type TestServer } from '../server.fixture.ts';
import { SENT } from './conformance.fixture.ts';
import { conformances } from './conformances.fixture.ts';

const ADDRESS = 'https://in.example.pl/webhooks/here';
const STRANGER = '203.0.113.7';
const PLATFORM = '198.51.100.1';
let server: TestServer;
afterEach(() => server.app.close());

async function send({ method, path, headers, body }: WireRequest, from: string) {
  const answer = await server.app.inject({
    method,
    url: path,
    headers,
    remoteAddress: from,
    ...(method === 'POST' ? { payload: body } : {}),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body };
}

const outcomes = (): string[] => server.occurrences.flatMap((one) => (one.kind === 'webhook.heard' ? [one.outcome] : []));

describe.each(conformances.map((one) => [one.type, one] as const))('a flood of badly signed requests to %s', (type, conformance) => {
  let sender: WebhookSender;
  let bad: WireRequest;
  let good: WireRequest;
  const source: Source = { name: 'here', type, url: ADDRESS, ...conformance.source };

  beforeEach(async () => {
    const other: Source = { ...source, name: 'there' };
    server = await testServer({ settings: { bodyLimit: 262_144, writeKeys: [], sources: [source, other] } });
    server.now = SENT;
    sender = webhookSender({
      platform: conformance.signsAs ?? type,
      secret: conformance.signsWith ?? source.secrets[0]!,
      address: ADDRESS,
      clock: { at: SENT },
      transport: (request) => send(request, PLATFORM),
    });
    good = sender.request(conformance.payloads[0]!.body);
    bad = sender.request(conformance.payloads[0]!.body, { secret: conformance.wrong });
  });

  it('is told 429 and when to come again, and hurts nothing that is signed well', async () => {
    for (let read = 0; read < 50; read++) expect((await send(bad, STRANGER)).status).toBe(401);
    const { status, headers, body } = await send(bad, STRANGER);
    expect(status).toBe(429);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(headers['retry-after']).toBe('1');
    expect(JSON.parse(body)).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(server.events).toEqual([]);
    // The platform comes from elsewhere, and another source has its own count.
    expect((await send(good, PLATFORM)).status).toBe(200);
    expect((await send({ ...bad, path: bad.path.replace('here', 'there') }, STRANGER)).status).toBe(401);
    // Who waits as it was told is read: a platform whose address is the flood's, and that never signed before.
    server.elapsed += 1_000;
    expect((await send(good, STRANGER)).status).toBe(200);
    expect(outcomes()).toEqual([...Array.from({ length: 50 }, () => 'unsigned'), 'turned-away', 'taken', 'unsigned', 'taken']);
  });

  it('from the address of the platform is told 429, and the platform 200 all along', async () => {
    expect((await send(good, PLATFORM)).status).toBe(200);
    const heard = new Map<number, number>();
    for (let request = 0; request < 80; request++) {
      const { status } = await send(bad, PLATFORM);
      heard.set(status, (heard.get(status) ?? 0) + 1);
      if (request % 20 === 0) expect((await send(good, PLATFORM)).status).toBe(200);
    }
    expect(Object.fromEntries(heard)).toEqual({ 401: 50, 429: 30 });
  });
});

it('is answered before its bodies are read', async () => {
  const [one] = conformances;
  server = await testServer({
    settings: { bodyLimit: 262_144, writeKeys: [], sources: [{ name: 'here', type: one!.type, ...one!.source }] },
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  /** Announces a body and sends none of it; answers what is heard within half a second. */
  const announce = async (): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const answered = new Promise<void>((done) => socket.on('data', (chunk: Buffer) => ((heard += chunk.toString()), done())));
    socket.write('POST /webhooks/here HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n');
    await Promise.race([answered, new Promise((done) => setTimeout(done, 500))]);
    socket.destroy();
    return heard;
  };
  expect(await announce()).toBe('');
  for (let read = 0; read < 50; read++)
    expect((await fetch(`http://127.0.0.1:${port}/webhooks/here`, { method: 'POST', body: '{}' })).status).toBe(401);
  expect(await announce()).toMatch(/^HTTP\/1\.1 429 [^]*retry-after: 1\r\n/i);
});
