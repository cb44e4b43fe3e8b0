import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttp, type Http, type HttpAnswer } from './http.ts';
import { reportByStatus } from './report-by-status.ts';

const never = new AbortController().signal;
const servers: Server[] = [];
const clients: Http[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map(async (client) => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<{ url: string; port: number; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    hits++;
    listener(request, response);
  });
  // A connection alone is already too much for a guarded address.
  server.on('connection', () => hits++);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, hits: () => hits };
}

function client(options: Partial<Parameters<typeof createHttp>[0]> = {}): Http {
  const one = createHttp({ now: () => 0, ...options });
  clients.push(one);
  return one;
}

const get = async (http: Http, url: string, allowPrivate: boolean): Promise<HttpAnswer> =>
  http.send({ method: 'POST', url, headers: {}, body: 'żółć', allowPrivate, signal: never });

const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('the guard', () => {
  test('a name that leads to this machine, alone or among good addresses, is never connected to', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    for (const addresses of [
      ['127.0.0.1'],
      ['93.184.216.34', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['64:ff9b::7f00:1'],
      ['169.254.169.254'],
      [],
    ]) {
      const answer = await get(client({ lookup: resolvesTo(...addresses) }), 'https://evil.example/', false);
      expect(answer).toMatchObject({ kind: 'blocked' });
      expect(reportByStatus(answer)).toMatchObject({ kind: 'refused' });
    }
    for (const url of [`https://127.0.0.1:${inside.port}/`, `https://[::1]:${inside.port}/`, `https://localhost/`, inside.url]) {
      expect(await get(client(), url, false)).toMatchObject({ kind: 'blocked' });
    }
    expect(inside.hits()).toBe(0);
  });

  test('a name that changes its mind between two looks-ups does not slip through: it is looked up once', async () => {
    let lookups = 0;
    const flips: LookupFunction = (_hostname, _options, callback) =>
      callback(null, [{ address: lookups++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }]);
    expect(await get(client({ lookup: flips }), 'https://rebind.example/', false)).toMatchObject({ kind: 'blocked' });
    expect(lookups).toBe(1);
  });

  test('a redirect is not followed, not even one that leads inside', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) => response.writeHead(302, { location: inside.url }).end());
    const answer = await get(client(), outside.url, true);
    expect(answer).toMatchObject({ kind: 'answered', status: 302 });
    expect(reportByStatus(answer)).toMatchObject({ kind: 'refused' });
    expect(inside.hits()).toBe(0);
  });
});

describe('an answer', () => {
  test('is read to 64 kB and no further', async () => {
    const endless = await serve((_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('a'.repeat(65_536)));
      };
      response.on('drain', write);
      write();
    });
    const answer = await get(client(), endless.url, true);
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(answer.kind === 'answered' && answer.body.length).toBe(65_536);
  });

  test('that never comes, or breaks, is no answer and may be tried again', async () => {
    const silent = await serve(() => {});
    const breaks = await serve((request) => request.socket.resetAndDestroy());
    const half = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ok');
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    });
    const http = client({ headersTimeout: 200 });
    for (const { url } of [silent, breaks, half]) expect(reportByStatus(await get(http, url, true))).toMatchObject({ kind: 'retryLater' });
    expect(reportByStatus(await get(http, 'http://127.0.0.1:9/', true))).toMatchObject({ kind: 'retryLater' });
  });

  test('ends at once when the signal is aborted', async () => {
    const silent = await serve(() => {});
    const answer = await client().send({
      method: 'GET',
      url: silent.url,
      headers: {},
      allowPrivate: true,
      signal: AbortSignal.timeout(30),
    });
    expect(answer.kind).toBe('unanswered');
  });

  test.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'refused'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [408, 'retryLater'],
    [410, 'refused'],
    [425, 'retryLater'],
    [429, 'retryLater'],
    [500, 'retryLater'],
    [503, 'retryLater'],
  ])('of %d means %s', async (status, kind) => {
    const one = await serve((_request, response) => response.writeHead(status, { 'retry-after': '7' }).end());
    const report = reportByStatus(await get(client(), one.url, true));
    expect(report.kind).toBe(kind);
    if (report.kind === 'retryLater') expect(report.afterMilliseconds).toBe(7_000);
  });
});
