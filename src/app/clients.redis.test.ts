import * as amplitudeClient from '@amplitude/analytics-node';
import { jitsuAnalytics } from '@jitsu/js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { buildPageView, buildSelfDescribingEvent, buildStructEvent, newTracker } from '@snowplow/node-tracker';
import { CloudEvent, emitterFor, HTTP, Mode, type Message } from 'cloudevents';
import { Redis } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostHog } from 'posthog-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '#config';
import type { ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import { createKeys } from '#redis';
import { createInstruments, createLog } from '#telemetry';
import { chromiumMissing, openInChromium } from '../testing/chromium.ts';
import { allRoles } from './engine.ts';
import { packOf } from './pack-of.ts';
import { startDeployment, type Deployment } from './start-deployment.ts';

const KEY = 'klucz';
/** Jitsu takes no key without a colon. */
const JITSU_KEY = 'id:sekret';
const PARTITIONS = 2;
let folder: string;
let deployment: Deployment;
let redis: Redis;
let pages: Server;
/** Where the shop's pages are, which may send; from the same pages under another name, nothing may. */
let shop: string;
let stranger: string;
let page = '';
let told: (report: string) => void;
const ways: Way[] = [];

beforeAll(async () => {
  pages = createServer((asked, answer) => {
    if (asked.method === 'POST') {
      let report = '';
      asked.on('data', (chunk: Buffer) => (report += chunk.toString())).once('end', () => told(report));
    }
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  shop = await listening(pages);
  stranger = shop.replace('127.0.0.1', 'localhost');
  folder = mkdtempSync(join(tmpdir(), 'cc-clients-'));
  const { settings } = loadSettings({
    environment: {},
    flags: { dataFolder: folder, writeKey: KEY, partitions: PARTITIONS, port: 0, rulesFolder: folder },
  });
  deployment = await startDeployment({
    // From a tenth of the memory on, senders are held back, so that a test can close the gate and leave Redis room to work.
    settings: {
      ...settings,
      writeKeys: [...settings.writeKeys, { key: JITSU_KEY, source: 'jitsu' }],
      scoredStream: true,
      corsOrigins: [shop],
      memoryGate: { high: 0.1, full: 0.9 },
    },
    roles: allRoles,
    worker: 'w1',
    clock: systemClock,
    random: Math.random,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
    pid: process.pid,
    announce: () => undefined,
  });
  redis = new Redis(deployment.redisUrl.replace(/^unix:/, ''));
}, 60_000);
afterEach(() => {
  for (const way of ways.splice(0)) {
    way.server.closeAllConnections();
    way.server.close();
  }
});
afterAll(async () => {
  redis.disconnect();
  await deployment.stop();
  pages.closeAllConnections();
  pages.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A bad way to the engine: what was sent over it and answered, and what it still does to requests once the engine has held one back. */
interface Way {
  readonly server: Server;
  readonly url: string;
  /** What the engine answered, in order. */
  readonly heard: number[];
  /** `reset`: the request never comes to the engine. `lost`: the engine takes it, and its sender never hears so. */
  readonly faults: ('reset' | 'lost')[];
}

const heldBack = ({ heard }: Way): boolean => heard.includes(429) || heard.includes(503);

/** Opens a way on which, after the engine's own back-pressure, one request is reset and the answer of the next is lost. */
async function openWay(): Promise<Way> {
  const heard: number[] = [];
  const faults: Way['faults'] = ['reset', 'lost'];
  const server = createServer((asked, answer) => {
    const real = asked.method !== 'OPTIONS';
    if (real && way.faults[0] === 'reset' && heldBack(way)) {
      way.faults.shift();
      asked.socket.resetAndDestroy();
      return;
    }
    const onward = request(`${deployment.engine.url}${asked.url}`, { method: asked.method, headers: asked.headers }, (got) => {
      if (real) heard.push(got.statusCode!);
      if (real && got.statusCode! < 300 && way.faults[0] === 'lost') {
        way.faults.shift();
        got.resume().once('end', () => asked.socket.destroy());
      } else got.pipe(answer.writeHead(got.statusCode!, got.headers));
    });
    onward.once('error', () => asked.socket.destroy());
    asked.pipe(onward);
  });
  const way: Way = { server, url: await listening(server), heard, faults };
  ways.push(way);
  return way;
}

async function until(holds: () => Promise<boolean> | boolean, of: string): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 30_000) throw new Error(`it did not come about within thirty seconds: ${of}`);
    await systemClock.sleep(20);
  }
}

/** Makes the engine hold senders back, by its own measure of memory. */
async function closeGate(): Promise<void> {
  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
  await redis.config('SET', 'maxmemory', used * 4);
  await until(async () => {
    const answer = await fetch(`${deployment.engine.url}/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}` } });
    return answer.status === 429 && Number(answer.headers.get('retry-after')) >= 1;
  }, 'the engine holds back');
}

const openGate = () => redis.config('SET', 'maxmemory', 0);

/** The stream of what was processed. */
async function processed(): Promise<ScoredEvent[]> {
  const keys = createKeys(PARTITIONS);
  const streams = await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => redis.xrange(keys.scored(partition), '-', '+')));
  return streams.flat().flatMap(([, fields]) => packOf(fields) ?? []);
}

/** How often each mark stands in the stream of what was processed. */
async function counted(marks: readonly string[]): Promise<{ readonly [mark: string]: number }> {
  const events = (await processed()).map((event) => JSON.stringify(event));
  return Object.fromEntries(marks.map((mark) => [mark, events.filter((event) => event.includes(mark)).length]));
}

const once = (marks: readonly string[]): { readonly [mark: string]: number } => Object.fromEntries(marks.map((mark) => [mark, 1]));

/** Waits until all that was accepted is settled, and answers how. */
async function settled() {
  let [enrich] = await deployment.engine.identity();
  await until(async () => {
    [enrich] = await deployment.engine.identity();
    return enrich!.inFlight === 0;
  }, 'all that was accepted is settled');
  return enrich!;
}

/** What an application does whose client library tries nothing twice: the same request again, until it was taken. */
async function patientFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, init).catch(() => undefined);
    if (answer?.ok) return answer;
    await answer?.body?.cancel();
    await systemClock.sleep(Number(answer?.headers.get('retry-after') ?? 0.1) * 1_000);
  }
}

/** A client with its program: sends events that carry its marks over a way, some of them twice, and resolves with the marks once the client has done all that it does. */
type Program = (way: Way, mark: (name: string) => string) => Promise<void>;

const segment: Program = async ({ url }, mark) => {
  const client = new Analytics({ writeKey: KEY, host: url, flushAt: 4, maxRetries: 10 });
  const failures: unknown[] = [];
  client.on('error', (error) => failures.push(error));
  const track = { userId: 'u-1', event: 'Dodano do koszyka', messageId: 'zamówienie-1', properties: { znak: mark('track') } };
  client.track(track);
  client.track(track);
  client.identify({ userId: 'u-1', traits: { email: 'żaneta@example.pl', plan: mark('identify') } });
  client.page({ anonymousId: 'an-1', name: 'Główna', properties: { url: 'https://sklep.pl/', title: mark('page') } });
  await client.closeAndFlush({ timeout: 25_000 });
  expect(failures).toEqual([]);
};

const rudder: Program = async ({ url }, mark) => {
  const failures: unknown[] = [];
  const client = new RudderAnalytics(KEY, {
    dataPlaneUrl: url,
    flushAt: 3,
    flushInterval: 50,
    retryCount: 10,
    logLevel: 'none',
    errorHandler: (error: Error) => failures.push(error),
  });
  const track = { userId: 'u-2', event: 'Obejrzano żółte buty', messageId: 'rudder-źródło-1', properties: { znak: mark('track') } };
  client.track(track);
  client.track(track);
  client.track({ anonymousId: 'an-2', event: 'Product Viewed', properties: { product_id: 'p-1', znak: mark('product') } });
  await new Promise<void>((done) => void client.flush(() => done()));
  expect(failures).toEqual([]);
};

const jitsu: Program = async ({ url }, mark) => {
  const client = jitsuAnalytics({ host: url, writeKey: JITSU_KEY, fetch: patientFetch as typeof fetch });
  await client.track('Zamówiono ćwierć tortu', { znak: mark('track') });
  await client.page({ url: 'https://cukiernia.pl/', title: mark('page') });
};

const posthog =
  (mode: 'v0' | 'v1'): Program =>
  async ({ url }, mark) => {
    vi.stubEnv('POSTHOG_CAPTURE_MODE', mode);
    const client = new PostHog(KEY, { host: url, flushAt: 20, fetchRetryDelay: 100, fetchRetryCount: 60 });
    vi.unstubAllEnvs();
    const failures: unknown[] = [];
    client.on('error', (error: unknown) => failures.push(error));
    const paid = { distinctId: `u-3-${mode}`, event: 'Zamówienie opłacone', properties: { znak: mark('capture') } };
    const uuid = mode === 'v0' ? '0198c0de-0000-7000-8000-000000000001' : '0198c0de-0000-7000-8000-000000000002';
    client.capture({ ...paid, uuid });
    client.capture({ ...paid, uuid });
    client.identify({ distinctId: `u-3-${mode}`, properties: { plan: mark('identify') } });
    await client.shutdown(25_000);
    expect(failures).toEqual([]);
  };

/** Its tracker sends what failed with its next event and not before, so an application that has no more to say must say something. */
const snowplow =
  (eventMethod: 'post' | 'get'): Program =>
  async ({ url }, mark) => {
    const tracker = newTracker(
      { namespace: 'n', appId: KEY, encodeBase64: true },
      { endpoint: url, eventMethod, bufferSize: eventMethod === 'post' ? 3 : 1, retryFailedRequests: true },
    );
    const marks: string[] = [];
    const next = (name: string): string => {
      marks.push(mark(name));
      return marks.at(-1)!;
    };
    tracker.setUserId(`u-4-${eventMethod}`);
    tracker.track(buildStructEvent({ category: 'sklep', action: 'Dodano', label: next('struct') }));
    tracker.track(buildSelfDescribingEvent({ event: { schema: 'iglu:com.acme/order/jsonschema/1-0-0', data: { znak: next('own') } } }));
    tracker.track(buildPageView({ pageUrl: 'https://sklep.pl/', pageTitle: next('page') }));
    for (let nudge = 0; Object.values(await counted(marks)).includes(0); nudge++) {
      if (nudge > 60) throw new Error(`snowplow ${eventMethod}: ${JSON.stringify(await counted(marks))}`);
      await systemClock.sleep(300);
      if (nudge % 2 === 0 && Object.values(await counted(marks)).includes(0))
        for (let event = 0; event < (eventMethod === 'post' ? 3 : 1); event++)
          tracker.track(buildStructEvent({ category: 'sklep', action: 'Jeszcze', label: next(`nudge-${nudge}-${event}`) }));
    }
  };

const amplitude: Program = async ({ url }, mark) => {
  const client = amplitudeClient.createInstance();
  const { None } = amplitudeClient.Types.LogLevel;
  await client.init(KEY, { serverUrl: `${url}/2/httpapi`, flushIntervalMillis: 20, flushQueueSize: 10, logLevel: None }).promise;
  const person = { user_id: 'user-5', device_id: 'device-5' };
  const track = mark('track');
  const plan = new amplitudeClient.Identify().set('plan', mark('identify'));
  // It repeats what the engine held back by itself, but after a reset it reports the events as failed, and they are for the application to repeat, under their ids.
  for (let code = 0; code !== 200;) {
    const outcomes = [
      client.track('Kupno biletu', { znak: track }, { ...person, insert_id: 'łódź-1' }),
      client.track('Kupno biletu', { znak: track }, { ...person, insert_id: 'łódź-1' }),
      client.identify(plan, { ...person, insert_id: 'łódź-2' }),
    ];
    code = Math.min(...(await Promise.all(outcomes.map(({ promise }) => promise))).map((outcome) => outcome.code));
    expect([0, 200]).toContain(code);
  }
};

const cloudEvents: Program = async ({ url }, mark) => {
  const make = (id: string): CloudEvent<object> =>
    new CloudEvent({ id: `ce-${id}`, source: '/x/marka', type: 'social.mentioned', data: { platform: 'x', text: mark(id) } });
  const post = async ({ headers, body }: Message): Promise<void> => {
    await patientFetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${KEY}` },
      body: body as string,
    });
  };
  const inMode = (mode: Mode) => emitterFor((message) => post(message), { binding: HTTP, mode });
  // One event in every mode is still one event.
  const shared = make('shared');
  for (const event of [shared, make('binary')]) await inMode(Mode.BINARY)(event);
  for (const event of [shared, make('structured')]) await inMode(Mode.STRUCTURED)(event);
  await post({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify([shared, make('batch'), shared]) });
};

const programs: { readonly [client: string]: Program } = {
  segment,
  rudder,
  jitsu,
  'posthog v0': posthog('v0'),
  'posthog v1': posthog('v1'),
  'snowplow tp2': snowplow('post'),
  'snowplow pixel': snowplow('get'),
  amplitude,
  cloudevents: cloudEvents,
};

describe('one running engine', () => {
  it('takes each event of every public client once, over back-pressure, resets and lost answers', { timeout: 60_000 }, async () => {
    await closeGate();
    const before = await settled();
    const marks = new Set<string>();
    const running = Object.entries(programs).map(async ([client, program]) => {
      const way = await openWay();
      const done = program(way, (name) => {
        const mark = `«Żółć ${client}: ${name}»`;
        marks.add(mark);
        return mark;
      });
      return { client, way, done };
    });
    const started = await Promise.all(running);
    const all = Promise.all(started.map(async ({ done }) => done));
    await Promise.race([all, until(() => started.every(({ way }) => heldBack(way)), 'every client was held back')]);
    // Nothing of what was held back is in the engine.
    expect(await settled()).toMatchObject({ accepted: before.accepted });
    await openGate();
    await all;

    const after = await settled();
    expect(await counted([...marks])).toEqual(once([...marks]));
    expect(after.difference).toBe(0);
    // Nothing was late, nothing died: all that was accepted was processed, or was there before.
    expect(Object.keys(after.settled).sort()).toEqual(['duplicate', 'processed']);
    const ids = (await processed()).map(({ source, id }) => `${source} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
    // The way was as bad as it should be, for every client: nobody got through without a try more.
    for (const { client, way } of started) {
      expect(way.faults, client).toEqual([]);
      const refused = way.heard.filter((status) => status >= 400);
      expect(new Set(refused), client).toEqual(new Set([client === 'posthog v1' || client === 'amplitude' ? 503 : 429]));
    }
    // Of each client at least one event came again after its answer was lost.
    expect(after.settled['duplicate'] ?? 0).toBeGreaterThanOrEqual(started.length);
  });
});

describe.skipIf(chromiumMissing() !== undefined)('a real browser', () => {
  it('sends beacons and events across origins once each, and not for a stranger', { timeout: 60_000 }, async () => {
    await closeGate();
    const way = await openWay();
    const names = ['patient', 'keyed', 'beacon', 'leaving'];
    const marks = names.map((name) => `«Gęś ${name}»`);
    page = `<!doctype html><meta charset="utf-8"><title>Sklep z gęsią</title><script>
      const way = ${JSON.stringify(way.url)}, key = ${JSON.stringify(KEY)}, shop = ${JSON.stringify(shop)}, stranger = ${JSON.stringify(stranger)};
      const event = (name) => ({ id: 'b-' + name, type: 'page.viewed', anonymousId: 'an-9', data: { url: location.href, title: '«Gęś ' + name + '»' } });
      const wrapped = (name) => JSON.stringify({ writeKey: key, events: [event(name), event(name)] });
      const tell = (report) => fetch(shop + '/told', { method: 'POST', body: JSON.stringify(report), mode: 'no-cors', keepalive: true });
      const patient = async (path, init) => {
        for (let tries = 1; ; tries++) {
          const answer = await fetch(way + path, { method: 'POST', ...init }).catch(() => undefined);
          if (answer?.ok) return { tries, body: await answer.json() };
          await new Promise((done) => setTimeout(done, 200));
        }
      };
      const json = (name) => ({ headers: { 'content-type': 'application/json', 'x-write-key': key }, body: JSON.stringify(event(name)) });
      (async () => {
        if (location.origin === stranger) return tell({ stranger: await fetch(way + '/v1/events', { method: 'POST', ...json('obcy') }).then(() => 'sent', String) });
        const report = { patient: await patient('/v1/beacon', { keepalive: true, body: wrapped('patient') }), keyed: await patient('/v1/events', json('keyed')) };
        report.beacons = [navigator.sendBeacon(way + '/v1/beacon', wrapped('beacon')), navigator.sendBeacon(way + '/v1/beacon', wrapped('beacon'))];
        addEventListener('pagehide', () => navigator.sendBeacon(way + '/v1/beacon', wrapped('leaving')));
        await tell(report);
        location.href = stranger + '/';
      })();
    </script>`;
    const reports: { [name: string]: unknown } = {};
    const browser = openInChromium(`${shop}/`);
    try {
      told = (report) => Object.assign(reports, JSON.parse(report));
      await until(() => heldBack(way), 'the browser was held back');
      await openGate();
      await until(() => 'stranger' in reports, 'the browser told what it found');
    } finally {
      await browser.close();
    }
    expect(reports).toMatchObject({
      patient: { body: { accepted: 2, refused: 0 } },
      keyed: { body: { accepted: 1 } },
      beacons: [true, true],
    });
    expect((reports['patient'] as { tries: number }).tries).toBeGreaterThan(1);
    expect(reports['stranger']).toMatch(/TypeError/);
    await until(async () => !Object.values(await counted(marks)).includes(0), 'the beacons came through');
    const after = await settled();
    expect(await counted([...marks, '«Gęś obcy»'])).toEqual({ ...once(marks), '«Gęś obcy»': 0 });
    expect(after.difference).toBe(0);
    expect(way.faults).toEqual([]);
  });
});
