import * as amplitudeClient from '@amplitude/analytics-node';
import { jitsuAnalytics } from '@jitsu/js';
import { buildPageView, buildSelfDescribingEvent, buildStructEvent, newTracker } from '@snowplow/node-tracker';
import { PostHog } from 'posthog-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CrosscurrentError } from '#kernel';
import { KEY, NOW, testServer, type TestServer } from '../server.fixture.ts';

let server: TestServer;
let url: string;

beforeEach(async () => {
  server = await testServer();
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await server.app.close();
  vi.unstubAllEnvs();
});

async function until(holds: () => boolean): Promise<void> {
  for (let wait = 0; !holds(); wait++) {
    if (wait > 750) throw new Error('it did not come about in fifteen seconds');
    await new Promise((done) => setTimeout(done, 20));
  }
}

const answered = (status: number): number =>
  server.occurrences.filter((one) => one.kind === 'request.answered' && one.status === status).length;
const away = (): CrosscurrentError => new CrosscurrentError('store-unavailable', 'Redis is away.', { retryAfterSeconds: 1 });
const byType = (type: string) => server.events.find((event) => event.type === type)!;

describe('posthog-node, unchanged', () => {
  it('delivers events, persons, aliases, groups and pages, and again with the same ids after a 503', async () => {
    server.failure = away();
    const client = new PostHog(KEY, { host: url, flushAt: 20, fetchRetryDelay: 50, fetchRetryCount: 40 });
    client.capture({ distinctId: 'u-1', event: 'Zamówienie opłacone', properties: { amount: 12.5, note: 'żółć' } });
    client.identify({ distinctId: 'u-1', properties: { email: 'jan@example.pl', plan: 'złoty' } });
    client.alias({ distinctId: 'u-1', alias: 'an-1' });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { name: 'Acme' } });
    client.capture({ distinctId: 'u-1', event: '$pageview', properties: { $current_url: 'https://sklep.pl/a', $referrer: '$direct' } });
    const sent = client.flush();
    await until(() => answered(503) > 0);
    expect(server.events).toEqual([]);
    server.failure = undefined;
    await sent;
    await client.shutdown();
    expect(server.events.map(({ type }) => type)).toEqual([
      'product.zamowienie-oplacone',
      'contact.linked',
      'contact.linked',
      'contact.grouped',
      'page.viewed',
    ]);
    const person = server.privacy.pseudonym('userId', 'u-1');
    const paid = byType('product.zamowienie-oplacone');
    expect(paid).toMatchObject({ contact: person, source: 'shop', data: { amount: 12.5, note: 'żółć', event: 'Zamówienie opłacone' } });
    expect(paid.id).toMatch(/^[0-9a-f-]{36}$/);
    const [identified, alias] = server.events.filter(({ type }) => type === 'contact.linked');
    expect(await server.privacy.open(identified!.sealed!, identified!.contact!)).toMatchObject({ email: 'jan@example.pl' });
    expect(identified!.data).toMatchObject({ traits: { plan: 'złoty' }, identifiers: { userId: person } });
    expect(alias!.data).toMatchObject({ identifiers: { userId: person, anonymousId: server.privacy.pseudonym('anonymousId', 'an-1') } });
    expect(byType('contact.grouped').contact).toBeUndefined();
    expect(byType('page.viewed').data).toMatchObject({ url: 'https://sklep.pl/a' });
    expect(byType('page.viewed').data).not.toHaveProperty('referrer');
    expect(JSON.stringify(server.events)).not.toContain('jan@example.pl');
  }, 30_000);

  it('hears a verdict for every event in capture v1, and never a 429', async () => {
    vi.stubEnv('POSTHOG_CAPTURE_MODE', 'v1');
    server.state = { open: false, code: 'rate-limited', retryAfterSeconds: 1 };
    const client = new PostHog(KEY, { host: url, flushAt: 20, fetchRetryDelay: 50, fetchRetryCount: 40 });
    const errors: unknown[] = [];
    client.on('error', (error: unknown) => errors.push(error));
    client.capture({ distinctId: 'u-1', event: 'social.mentioned', properties: { platform: 'x', text: 'Świetne!' } });
    client.capture({ distinctId: 'u-1', event: 'ad.clicked', properties: { campaign: 'bez platformy' } });
    const sent = client.flush();
    await until(() => answered(503) > 0);
    server.state = { open: true };
    await sent.catch((error: unknown) => errors.push(error));
    await client.shutdown().catch((error: unknown) => errors.push(error));
    expect(answered(429)).toBe(0);
    expect(server.events.map(({ type }) => type)).toEqual(['social.mentioned']);
    expect(server.refusals).toHaveLength(1);
    expect(JSON.stringify(errors.map(String))).toContain('drop');
  }, 30_000);
});

describe('@snowplow/node-tracker, unchanged', () => {
  it('delivers pages, structured and self-describing events by POST, with its app id as the key', async () => {
    const tracker = newTracker(
      { namespace: 'n', appId: KEY, encodeBase64: true },
      { endpoint: url, eventMethod: 'post', bufferSize: 3, retryFailedRequests: true },
    );
    tracker.setUserId('u-2');
    tracker.track(buildStructEvent({ category: 'sklep', action: 'Dodano do koszyka', label: 'żółte buty', value: 3.5 }));
    tracker.track(
      buildSelfDescribingEvent({ event: { schema: 'iglu:com.acme/order_placed/jsonschema/1-0-0', data: { order: 'o-1', żółć: true } } }),
      [{ schema: 'iglu:com.acme/plan/jsonschema/1-0-0', data: { plan: 'złoty' } }],
    );
    tracker.track(buildPageView({ pageUrl: 'https://sklep.pl/?utm_campaign=x', pageTitle: 'Sklep', referrer: 'https://g.example' }));
    await until(() => server.events.length === 3);
    expect(byType('product.dodano-do-koszyka').data).toMatchObject({ category: 'sklep', label: 'żółte buty', value: 3.5 });
    expect(byType('product.order-placed').data).toMatchObject({
      order: 'o-1',
      żółć: true,
      schema: 'iglu:com.acme/order_placed/jsonschema/1-0-0',
      contexts: [{ data: { plan: 'złoty' } }],
    });
    const page = byType('page.viewed');
    expect(page.data).toMatchObject({ url: 'https://sklep.pl/?utm_campaign=x', title: 'Sklep', referrer: 'https://g.example' });
    expect(page).toMatchObject({ source: 'shop', contact: server.privacy.pseudonym('userId', 'u-2') });
    // The test's clock of the server stands still in the past, so the tracker's is ahead and its events are put back.
    expect(Math.abs(page.at - Math.min(Date.now(), NOW))).toBeLessThan(60_000);
  }, 30_000);

  it('delivers by the pixel, and with the next event again after a 503', async () => {
    server.failure = away();
    const tracker = newTracker(
      { namespace: 'n', appId: KEY, encodeBase64: true },
      { endpoint: url, eventMethod: 'get', bufferSize: 1, retryFailedRequests: true },
    );
    tracker.track(buildStructEvent({ category: 'a', action: 'pierwsze' }));
    await until(() => answered(503) > 0);
    server.failure = undefined;
    // The tracker sends what failed with its next event, and no event while a request is on its way.
    let nudges = 0;
    await until(() => {
      if (nudges++ % 10 === 0) tracker.track(buildStructEvent({ category: 'a', action: 'drugie' }));
      return new Set(server.events.map(({ type }) => type)).size === 2;
    });
    expect(new Set(server.events.map(({ type }) => type))).toEqual(new Set(['product.pierwsze', 'product.drugie']));
  }, 30_000);
});

describe('@amplitude/analytics-node, unchanged', () => {
  it('delivers events, persons and revenue, and again with the same ids after a 503', async () => {
    server.failure = away();
    const client = amplitudeClient.createInstance();
    await client.init(KEY, {
      serverUrl: `${url}/2/httpapi`,
      flushIntervalMillis: 20,
      flushQueueSize: 10,
      logLevel: amplitudeClient.Types.LogLevel.None,
    }).promise;
    const tracked = client.track('Kupno biletu', { miejsce: 'Łódź' }, { user_id: 'user-3', device_id: 'device-3' });
    const identify = new amplitudeClient.Identify();
    identify.set('plan', 'złoty').set('email', 'ola@example.pl');
    const identified = client.identify(identify, { user_id: 'user-3', device_id: 'device-3' });
    const revenue = new amplitudeClient.Revenue().setProductId('buty').setPrice(9.5).setQuantity(2);
    const paid = client.revenue(revenue, { user_id: 'user-3', device_id: 'device-3' });
    await until(() => answered(503) > 0);
    server.failure = undefined;
    for (const outcome of await Promise.all([tracked.promise, identified.promise, paid.promise])) expect(outcome.code).toBe(200);
    expect(server.events.map(({ type }) => type).sort()).toEqual(['contact.linked', 'product.kupno-biletu', 'product.purchased']);
    expect(byType('product.kupno-biletu')).toMatchObject({
      contact: server.privacy.pseudonym('userId', 'user-3'),
      data: { miejsce: 'Łódź' },
    });
    expect(byType('product.purchased').data).toMatchObject({ value: 19, product: 'buty' });
    expect(byType('contact.linked').data).toMatchObject({ traits: { plan: 'złoty' } });
    expect(JSON.stringify(server.events)).not.toContain('ola@example.pl');
  }, 30_000);

  it('is told an unknown key in the numbers it reads', async () => {
    const answer = await fetch(`${url}/2/httpapi`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: 'nieznany', events: [{ event_type: 'x', user_id: 'u' }] }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 401, problem: 'unauthorized' });
    expect(server.events).toEqual([]);
    expect(server.refusals).toEqual([]);
  });
});

describe('@jitsu/js, unchanged', () => {
  it('delivers calls under its own addresses with a key that holds a colon', async () => {
    const client = jitsuAnalytics({ host: url, writeKey: 'id:secret' });
    await client.identify('u-9', { email: 'a@example.pl', plan: 'złoty' });
    await client.track('order_completed', { revenue: 3 });
    await client.page({ url: 'https://sklep.pl/' });
    await until(() => server.events.length === 3);
    expect(server.events.map(({ type, source }) => `${type} ${source}`).sort()).toEqual([
      'contact.linked jitsu',
      'page.viewed jitsu',
      'product.order-completed jitsu',
    ]);
  }, 30_000);
});
