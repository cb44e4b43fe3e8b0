import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#config';
import { CrosscurrentError } from '#kernel';
import { webhookSender, type WebhookSender, type WireAnswer, type WireRequest } from '#testing';
import { testServer, type TestServer } from '../server.fixture.ts';
import { CANARY, SENT, type Conformance } from './conformance.fixture.ts';
import { conformances } from './conformances.fixture.ts';
import { platforms } from './platforms.ts';

const ADDRESS = 'https://in.example.pl/webhooks/here';

describe.each(conformances.map((one) => [one.type, one] as const))('%s', (type, conformance: Conformance) => {
  let server: TestServer;
  let sender: WebhookSender;
  const clock = { at: SENT };
  const source: Source = { name: 'here', type, url: ADDRESS, ...conformance.source };
  const [first] = conformance.payloads;

  const transport = async (request: WireRequest): Promise<WireAnswer> => {
    server.now = clock.at;
    const answer = await server.app.inject({
      method: request.method,
      url: request.path,
      headers: request.headers,
      ...(request.method === 'POST' ? { payload: request.body } : {}),
    });
    // Words after which some platform stops for ever must never be said.
    expect([403, 406, 410]).not.toContain(answer.statusCode);
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  };
  const send = (body: string, other?: Parameters<WebhookSender['request']>[1]): Promise<WireAnswer> =>
    transport(sender.request(body, other));

  beforeEach(async () => {
    clock.at = SENT;
    server = await testServer({ settings: { bodyLimit: 262_144, writeKeys: [], sources: [source] } });
    sender = webhookSender({
      platform: conformance.signsAs ?? type,
      secret: conformance.signsWith ?? source.secrets[0]!,
      address: ADDRESS,
      clock,
      transport,
    });
  });
  afterEach(() => server.app.close());

  const expectNothing = (): void => {
    expect(server.events).toEqual([]);
    expect(server.refusals).toEqual([]);
  };
  const outcomes = (): string[] => server.occurrences.flatMap((one) => (one.kind === 'webhook.heard' ? [one.outcome] : []));

  describe('a signature', () => {
    it('that is right opens the door', async () => {
      const { status, body } = await send(first!.body);
      expect(status).toBe(200);
      expect(body).toBe(conformance.answer ?? '');
      expect(server.events.length).toBe(first!.events.length);
      expect(outcomes()).toEqual(['taken']);
    });

    it.runIf(conformance.source.secrets.length > 1)('by the second secret is as good, while one is being changed', async () => {
      expect((await send(first!.body, { secret: conformance.signsWithSecond ?? source.secrets[1]! })).status).toBe(200);
    });

    it('by another secret is told 401, and nothing of the request is kept', async () => {
      const { status, headers, body } = await send(first!.body, { secret: conformance.wrong });
      expect(status).toBe(401);
      expect(headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ code: 'signature-invalid' });
      expectNothing();
      expect(outcomes()).toEqual(['unsigned']);
    });

    it('that is missing, empty or there twice is told 401', async () => {
      const good = sender.request(first!.body);
      const bare = conformance.unsigned?.(good) ?? {
        ...good,
        headers: { 'content-type': good.headers['content-type'] ?? 'application/json' },
      };
      expect((await transport(bare)).status).toBe(401);
      for (const name of Object.keys(good.headers).filter((one) => /signature|authorization/.test(one))) {
        expect((await transport({ ...good, headers: { ...good.headers, [name]: '' } })).status).toBe(401);
        expect(
          (await transport({ ...good, headers: { ...good.headers, [name]: `${good.headers[name]}, ${good.headers[name]}` } })).status,
        ).toBe(401);
        expect((await transport({ ...good, headers: { ...good.headers, [name]: 'ż'.repeat(10_000).replaceAll('ż', '%C5') } })).status).toBe(
          401,
        );
      }
      expectNothing();
    });

    it.runIf(conformance.covers === 'body')('does not fit a body that differs in one byte, wherever it is', async () => {
      const good = sender.request(first!.body);
      const bytes = Buffer.from(good.body);
      for (const at of [0, 1, bytes.length >> 1, bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1;
        const answer = await server.app.inject({ method: 'POST', url: good.path, headers: good.headers, payload: changed });
        expect(answer.statusCode, `byte ${at}`).toBe(401);
      }
      for (const other of [` ${good.body}`, `${good.body}\n`, `\uFEFF${good.body}`])
        expect((await transport({ ...good, body: other })).status).toBe(401);
      expectNothing();
    });

    it.runIf(conformance.covers === 'body' && platforms[type].sends === 'json')(
      'fits the bytes and not the meaning: Polish letters written otherwise are another body',
      async () => {
        const good = sender.request(first!.body);
        const said = JSON.parse(good.body) as object;
        const raw = JSON.stringify(said);
        const ascii = raw.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
        const others = [raw, ascii].filter((one) => one !== good.body);
        expect(raw).not.toBe(ascii);
        for (const other of others) expect((await transport({ ...good, body: other })).status).toBe(401);
        // Signed as they are, both writings are taken.
        for (const one of [raw, ascii]) expect((await send(one)).status).toBe(200);
      },
    );

    it.runIf(conformance.stale !== undefined)('of another time is told 401: too old, or from the future', async () => {
      const request = sender.request(first!.body);
      const { stale = 0 } = conformance;
      for (const away of [-stale - 1_000, stale + 1_000]) {
        clock.at = SENT - away;
        expect((await transport(request)).status).toBe(401);
      }
      expectNothing();
      clock.at = SENT + stale - 1_000;
      expect((await transport(request)).status).toBe(200);
    });
  });

  it.each(conformance.payloads)('takes $name', async ({ body, events }) => {
    expect((await send(body)).status).toBe(200);
    expect(server.refusals).toEqual([]);
    expect(server.events.map((one) => one.type)).toEqual(events.map((one) => one.type));
    for (const [index, wanted] of events.entries()) {
      const got = server.events[index]!;
      expect(got.source).toBe('here');
      if (wanted.id !== undefined) expect(got.id).toBe(wanted.id);
      if (wanted.at !== undefined) expect(got.at).toBe(wanted.at);
      if (wanted.data !== undefined) expect(got.data).toMatchObject(wanted.data);
      if (wanted.who !== undefined) expect(got.contact).toBe(server.privacy.pseudonym(...wanted.who));
    }
  });

  it('gives the events of a repeat the ids they had, so that they are duplicates', async () => {
    for (const { body } of conformance.payloads) {
      server.events.length = 0;
      await send(body);
      const before = server.events.map((one) => `${one.source} ${one.id}`);
      clock.at += 120_000;
      await send(body);
      clock.at = SENT;
      expect(server.events.slice(before.length).map((one) => `${one.source} ${one.id}`)).toEqual(before);
      expect(new Set(before).size).toBe(before.length);
    }
  });

  it.runIf(conformance.retractions.length > 0).each(conformance.retractions)(
    'takes the earlier event back: $name',
    async ({ first: earlier, later, why, corrected }) => {
      await send(earlier);
      const event = server.events.at(-1)!;
      await send(later);
      expect(server.refusals).toEqual([]);
      const taken = server.events.at(-1)!;
      expect(taken).toMatchObject({ type: 'event.retracted', source: event.source, data: { retracts: event.id, of: event.type, why } });
      expect(taken.id).not.toBe(event.id);
      if (corrected !== undefined) expect(taken.data['corrected']).toMatchObject(corrected);
      // Told again, it is the same.
      await send(later);
      expect(server.events.at(-1)!.id).toBe(taken.id);
    },
  );

  it.runIf(conformance.mixed !== undefined)('keeps a bad item of a batch as a refusal, takes the good ones and says 200', async () => {
    const { body, good, bad } = conformance.mixed!;
    expect((await send(body)).status).toBe(200);
    expect(server.events).toHaveLength(good);
    expect(server.refusals.map((one) => one.code)).toEqual(Array.from({ length: bad }, () => 'invalid-item'));
    expect(server.refusals.every((one) => one.source === 'here' && one.sealed !== undefined)).toBe(true);
  });

  it.runIf(platforms[type].sends === 'json' && conformance.readsUnreadable !== false)(
    'keeps a signed body that is no JSON as a refusal, and is not asked to send it for ever',
    async () => {
      expect((await send('{"broken":')).status).toBe(200);
      expect(server.refusals).toMatchObject([{ code: 'invalid-json', source: 'here' }]);
      expect(outcomes()).toEqual(['unreadable']);
    },
  );

  it.runIf(conformance.handshakes !== undefined).each(conformance.handshakes ?? [])(
    'shakes hands: $name',
    async ({ query, status, type: media, body }) => {
      const path = `${new URL(ADDRESS).pathname}?${query}`;
      // Also when nothing can be taken: an address that does not answer is given up.
      server.state = { open: false, code: 'overloaded', retryAfterSeconds: 7 };
      const answer = await transport({ method: 'GET', path, headers: {}, body: '' });
      expect(answer.status).toBe(status);
      if (media !== undefined) expect(String(answer.headers['content-type'])).toContain(media);
      if (body !== undefined) expect(answer.body).toBe(body);
      expectNothing();
    },
  );

  it('is told 503 and when to come again, whatever keeps events from being taken', async () => {
    for (const code of ['overloaded', 'rate-limited', 'store-full'] as const) {
      server.state = { open: false, code, retryAfterSeconds: 7 };
      const { status, headers } = await send(first!.body);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('7');
    }
    server.state = { open: true };
    server.failure = new CrosscurrentError('store-unavailable', 'Redis is away.');
    const { status, headers } = await send(first!.body);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBeDefined();
    expectNothing();
    expect(outcomes()).toEqual(['held-back', 'held-back', 'held-back', 'failed']);
  });

  it('is answered before its patience ends when the store is slow, and what it sends again has the same ids', async () => {
    let go!: () => void;
    server.pending = new Promise((done) => (go = done));
    const sending = send(first!.body);
    while (server.appending === 0) await new Promise((done) => setImmediate(done));
    // Four fifths of the time that this platform waits pass while the store is at it.
    server.elapsed += platforms[conformance.type].deadline * 0.8;
    const { status, headers } = await sending;
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(outcomes()).toEqual(['late']);
    go();
    await new Promise((done) => setImmediate(done));
    const late = server.events.map((one) => one.id);
    expect(late).toHaveLength(first!.events.length);
    server.events.length = 0;
    expect((await send(first!.body)).status).toBe(200);
    expect(server.events.map((one) => one.id)).toEqual(late);
  });

  it('sends again by its own schedule until it is heard, and loses nothing over an outage', async () => {
    server.failure = new CrosscurrentError('store-unavailable', 'Redis is away.');
    const until = SENT + 600_000;
    const original = server.app;
    const healing = webhookSender({
      platform: conformance.signsAs ?? type,
      secret: conformance.signsWith ?? source.secrets[0]!,
      address: ADDRESS,
      clock,
      transport: (request) => {
        if (clock.at >= until) server.failure = undefined;
        return transport(request);
      },
    });
    const heard = await healing.deliver(first!.body);
    expect(original).toBe(server.app);
    expect(healing.subscribed).toBe(true);
    if (heard.length === 1) return;
    expect(heard.at(-1)).toBe(200);
    expect(server.events).toHaveLength(first!.events.length);
  });

  it.runIf(conformance.surprise !== undefined)('counts what it does not know, and keeps it sealed', async () => {
    expect((await send(conformance.surprise!.body)).status).toBe(200);
    expect(server.occurrences).toContainEqual(
      expect.objectContaining({ kind: 'webhook.surprised', source: 'here', what: conformance.surprise!.what, count: 1 }),
    );
    expect(server.events.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.events)).not.toContain('Jan Kowalski');
  });

  it('keeps people out of everything that leaves admission', async () => {
    const answers: string[] = [];
    for (const body of conformance.personal) {
      answers.push((await send(body)).body);
      answers.push((await send(body, { secret: conformance.wrong })).body);
      if (platforms[type].sends === 'json') answers.push((await send(`${body}}`)).body);
    }
    expect(server.events.length).toBeGreaterThan(0);
    const left = [JSON.stringify(server.events), JSON.stringify(server.refusals), JSON.stringify(server.occurrences), ...answers]
      .join('\n')
      .toLowerCase();
    for (const trace of [
      'kanarek',
      'ptaki-canary',
      '601702803',
      'zdzis',
      'kanarkowsk',
      'wiek"',
      ...source.secrets.map((one) => one.toLowerCase()),
      CANARY.name.toLowerCase(),
    ])
      expect(left.includes(trace), trace).toBe(false);
  });
});
