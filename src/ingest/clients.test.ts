import { Analytics } from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { CloudEvent, emitterFor, httpTransport, Mode } from 'cloudevents';
import { afterEach, describe, expect, it } from 'vitest';
import { CrosscurrentError } from '#kernel';
import { basic, KEY, testServer, type TestServer } from './server.fixture.ts';

let server: TestServer | undefined;

async function listen(): Promise<{ server: TestServer; url: string }> {
  server = await testServer();
  return { server, url: await server.app.listen({ host: '127.0.0.1', port: 0 }) };
}

const make = (id: string) =>
  new CloudEvent({
    id,
    source: '/x/marka',
    type: 'social.mentioned',
    time: '2026-11-22T09:00:00.000Z',
    data: { platform: 'x', text: 'Świetne buty 👟' },
  });

afterEach(async () => {
  await server?.app.close();
});

describe('public clients, unchanged', () => {
  it('@segment/analytics-node delivers, and again with the same ids after a 503', async () => {
    const { server, url } = await listen();
    server.failure = new CrosscurrentError('store-unavailable', 'Redis is away.', { retryAfterSeconds: 1 });
    const client = new Analytics({ writeKey: KEY, host: url, flushAt: 3, maxRetries: 5 });
    const failures: unknown[] = [];
    client.on('error', (error) => failures.push(error));
    client.track({
      userId: 'u-1',
      event: 'Order Completed',
      properties: { order_id: 'o-1', revenue: 99.5, currency: 'PLN', products: [{ product_id: 'buty' }] },
    });
    client.identify({ userId: 'u-1', traits: { email: 'jan@example.pl', firstName: 'Jan', plan: 'złoty' } });
    client.page({ anonymousId: 'an-1', name: 'Strona główna', properties: { url: 'https://sklep.pl/', title: 'Sklep' } });
    const firstTry = async (): Promise<void> => {
      while (!server.occurrences.some((one) => one.kind === 'request.answered' && one.status === 503))
        await new Promise((done) => setTimeout(done, 20));
    };
    await firstTry();
    expect(server.events).toHaveLength(0);
    server.failure = undefined;
    await client.closeAndFlush({ timeout: 10_000 });
    expect(failures).toEqual([]);
    expect(server.events.map((event) => event.type).sort()).toEqual(['contact.linked', 'page.viewed', 'product.purchased']);
    for (const event of server.events) expect(event.id).toMatch(/^node-next-/);
    const purchase = server.events.find((event) => event.type === 'product.purchased')!;
    expect(purchase.source).toBe('shop');
    expect(purchase.contact).toBe(server.privacy.pseudonym('userId', 'u-1'));
    expect(purchase.data).toMatchObject({ order: 'o-1', value: 99.5, currency: 'PLN', product: 'buty' });
    expect(JSON.stringify(server.events)).not.toMatch(/jan@|"Jan"/);
    const linked = server.events.find((event) => event.type === 'contact.linked')!;
    expect(await server.privacy.open(linked.sealed!, linked.contact!)).toMatchObject({ email: 'jan@example.pl', firstName: 'Jan' });
    expect(linked.data).toMatchObject({ traits: { plan: 'złoty' } });
  }, 20_000);

  it('@rudderstack/rudder-sdk-node delivers its gzip under a form’s content type', async () => {
    const { server, url } = await listen();
    const client = new RudderAnalytics(KEY, {
      dataPlaneUrl: url,
      flushAt: 2,
      flushInterval: 50,
      errorHandler: (error: Error) => failures.push(error),
    });
    const failures: unknown[] = [];
    client.track({ userId: 'u-2', event: 'Product Viewed', properties: { product_id: 'p-1', price: 12.5, currency: 'PLN' } });
    client.track({ anonymousId: 'an-2', event: 'Dodano do ulubionych' });
    await new Promise<void>((done) => void client.flush(() => done()));
    for (let wait = 0; server.events.length < 2 && wait < 200; wait++) await new Promise((done) => setTimeout(done, 20));
    expect(failures).toEqual([]);
    expect(server.events.map((event) => event.type).sort()).toEqual(['product.dodano-do-ulubionych', 'product.viewed']);
    expect(server.events.find((event) => event.type === 'product.viewed')!.data).toMatchObject({ product: 'p-1', price: 12.5 });
  }, 20_000);

  it('cloudevents delivers in binary, structured and batch mode', async () => {
    const { server, url } = await listen();
    const send = (mode: Mode) => emitterFor(httpTransport(`${url}/v1/events`), { mode });
    const headers = { headers: { authorization: basic() } };
    await send(Mode.BINARY)(make('ce-1'), headers);
    await send(Mode.STRUCTURED)(make('ce-2'), headers);
    const batch = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: basic(), 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify([make('ce-3'), make('ce-4')]),
    });
    expect(batch.status).toBe(202);
    expect(server.events.map((event) => event.id)).toEqual(['ce-1', 'ce-2', 'ce-3', 'ce-4']);
    for (const event of server.events) {
      expect(event.source).toBe('shop:/x/marka');
      expect(event.data).toEqual({ platform: 'x', text: 'Świetne buty 👟' });
      expect(event.at).toBe(Date.UTC(2026, 10, 22, 9));
    }
  });
});
