import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp } from '#connector';
import { afterEach, describe, expect, it } from 'vitest';
import { httpAsker } from './http-asker.ts';

const http = createHttp({ now: () => Date.now() });
const never = new AbortController().signal;
const texts = [
  { text: 'Świetna kawa!', language: 'pl' },
  { text: 'meh', language: 'und' },
];
const good = { model: 'sentix-3.1', sentiments: [{ score: 0.8, label: 'positive', confidence: 0.9 }, null] };
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A stand-in for a model: what it heard, and an address of it. */
async function standIn(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; heard: { headers: IncomingHttpHeaders; body: string }[] }> {
  const heard: { headers: IncomingHttpHeaders; body: string }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/score`, heard };
}

const says =
  (body: unknown, status = 200) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
const asker = (url: string, allowPrivate = true) =>
  httpAsker(http, 'sentix', { kind: 'http', url, headers: { authorization: 'Bearer żeton'.replace('ż', 'z') }, allowPrivate });

describe('a model over HTTP', () => {
  it('is sent texts and languages and nothing else, with its headers, and answers in their order', async () => {
    const { url, heard } = await standIn(says(good));
    expect(await asker(url)(texts, never)).toEqual([{ score: 0.8, label: 'positive', confidence: 0.9, model: 'sentix-3.1' }, undefined]);
    expect(JSON.parse(heard[0]!.body)).toEqual({ texts });
    expect(heard[0]!.headers['authorization']).toBe('Bearer zeton');
  });

  it('has the name of the configuration where it does not say its own', async () => {
    const { url } = await standIn(says({ sentiments: good.sentiments }));
    expect((await asker(url)(texts, never))[0]?.model).toBe('sentix');
  });

  it.each<[string, unknown]>([
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['a list', '[]'],
    ['too few sentiments', { sentiments: [null] }],
    ['too many sentiments', { sentiments: [null, null, null] }],
    ['a score beyond its bounds', { sentiments: [{ score: -7, label: 'negative', confidence: 1 }, null] }],
    ['a score in words', { sentiments: [{ score: '0.5', label: 'positive', confidence: 1 }, null] }],
    ['an unknown label', { sentiments: [{ score: 0.5, label: 'świetny', confidence: 1 }, null] }],
    ['no confidence', { sentiments: [{ score: 0.5, label: 'positive' }, null] }],
    ['a text in place of a sentiment', { sentiments: ['positive', null] }],
    ['the beginning of an answer', JSON.stringify(good).slice(0, -5)],
  ])('is not believed when it answers %s', async (_, body) => {
    const { url } = await standIn(says(body));
    await expect(asker(url)(texts, never)).rejects.toMatchObject({ why: 'malformed' });
  });

  it.each([301, 400, 404, 429, 500, 503])('has failed when it answers %i', async (status) => {
    const { url, heard } = await standIn(
      (response) => void response.writeHead(status, { location: '/elsewhere' }).end(JSON.stringify(good)),
    );
    await expect(asker(url)(texts, never)).rejects.toMatchObject({ why: 'failed', message: `it answered ${status}` });
    // No redirect is followed and nothing is repeated.
    expect(heard).toHaveLength(1);
  });

  it('has failed when it cuts the line', async () => {
    const { url } = await standIn((response) => void response.destroy());
    await expect(asker(url)(texts, never)).rejects.toMatchObject({ why: 'failed' });
  });

  it('is not called inside the own network unless that is allowed', async () => {
    const { url, heard } = await standIn(says(good));
    await expect(asker(url, false)(texts, never)).rejects.toMatchObject({ why: 'failed' });
    await expect(asker(url.replace('http:', 'https:'), false)(texts, never)).rejects.toMatchObject({ why: 'failed' });
    expect(heard).toEqual([]);
  });
});
