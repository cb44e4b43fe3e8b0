import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorCodes } from '#kernel';
import { parseJson } from './parse-json.ts';
import { testServer, type TestServer } from './server.fixture.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});
afterEach(() => server.app.close());

it('takes further routes as plugins, with parsers of their own and the same errors', async () => {
  await server.app.register(async (scope) => {
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { source: string } }>('/elsewhere/:source', (request, reply) =>
      reply.send({ source: request.params.source, parsed: parseJson(request.body as Buffer).value }),
    );
  });
  const send = (method: 'POST' | 'DELETE', payload: string) =>
    server.app.inject({ method, url: '/elsewhere/meta', headers: { 'content-type': 'application/json' }, payload });
  expect((await send('POST', '{"a":"ż"}')).json()).toEqual({ source: 'meta', parsed: { a: 'ż' } });
  expect((await send('POST', '{')).json()).toMatchObject({ status: 400, code: 'invalid-json' });
  const wrong = await send('DELETE', '{}');
  expect(wrong.json()).toMatchObject({ status: 405, code: 'method-not-allowed' });
  expect(wrong.headers['allow']).toBe('POST');
});

it('has no parser outside its routes, so that nothing is parsed by accident', async () => {
  server.app.post('/plain', async () => 'never');
  const answer = await server.app.inject({ method: 'POST', url: '/plain', headers: { 'content-type': 'application/json' }, payload: '{}' });
  expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported-media-type' });
});

it('names in docs/http.md exactly the codes that a client of admission may meet', () => {
  const text = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('| Status | Codes |'), text.indexOf('Back-pressure is always'));
  const named = [...table.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map((match) => match[1]!).filter((word) => word in errorCodes);
  const engine = new Set([
    'operator-failed',
    'poison-event',
    'poison-intent',
    'undecodable',
    'time-in-future',
    'fenced',
    'refused-by-platform',
    'attempts-exhausted',
  ]);
  const elsewhere = new Set(['forbidden', 'signature-invalid', 'invalid-item']);
  const expected = Object.keys(errorCodes).filter(
    (code) => !engine.has(code) && !elsewhere.has(code) && !/^(invalid-(settings|rules|weights)|unsafe-redis)$/.test(code),
  );
  expect(new Set(named)).toEqual(new Set(expected));
});
