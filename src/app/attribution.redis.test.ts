import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { createKeys } from '#redis';
import { checkRules } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { startEngine, type Engine } from './engine.ts';
import { refitWeights } from './refit-weights.ts';
import { watchWeights } from './watch-weights.ts';

const HOUR = 3_600_000;
let redis: PrivateRedis;
let folder: string;
let engine: Engine;

beforeAll(async () => {
  redis = await startPrivateRedis();
  folder = mkdtempSync(join(tmpdir(), 'cc-credit-'));
  engine = await start('w1');
}, 60_000);
afterAll(async () => {
  await engine.drain();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => {
  const loaded = loadSettings({ environment: {}, flags: { dataFolder: folder, writeKey: 'klucz', partitions: 4, port: 0 } }).settings;
  return {
    ...loaded,
    lease: 1_000,
    adminKeys: [{ key: 'admin-klucz', name: 'ola' }],
    attribution: { ...loaded.attribution, models: ['last-click', 'linear', 'markov'] as const },
  };
};

async function start(worker: string): Promise<Engine> {
  const { bundle } = checkRules([]);
  const one = await startEngine({
    settings: settings(),
    redisUrl: redis.url,
    roles: ['admit', 'enrich', 'decide', 'deliver'],
    worker,
    clock: systemClock,
    random: Math.random,
    rules: () => bundle!,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
    prefix: 'credit',
  });
  await until(async () => (await fetch(`${one.url}/readyz`)).status === 200 && one.lanes() === 8);
  return one;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 20_000) throw new Error('it did not come about within twenty seconds');
    await systemClock.sleep(20);
  }
}

const now = Date.now();
let next = 0;
async function send(...events: (readonly [type: string, ago: number, user: object, data: object])[]): Promise<void> {
  const body = events.map(([type, ago, identifiers, data]) => ({
    id: `e${next++}`,
    type,
    time: new Date(now - ago).toISOString(),
    data,
    ...identifiers,
  }));
  const answer = await fetch(`${engine.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
    body: JSON.stringify(body),
  });
  expect(await answer.json()).toMatchObject({ refused: 0 });
  await until(async () => (await engine.identity()).every(({ inFlight, difference }) => inFlight === 0 && difference === 0));
}

async function ask(query: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${engine.url}/v1/attribution?${query}`, { headers: { authorization: 'Bearer admin-klucz' } });
  return (await answer.json()) as Record<string, unknown>;
}

describe('attribution of a deployment', () => {
  it('tells who is owed what, and corrects it after a restart for what comes late', async () => {
    const ola = { userId: 'ola' };
    await send(
      ['ad.clicked', 5 * HOUR, ola, { platform: 'meta', campaign: 'żniwa' }],
      ['product.purchased', HOUR, ola, { order: 'Z1', value: 99.99, currency: 'PLN' }],
    );
    const day = new Date(now - HOUR).toISOString().slice(0, 10);
    expect(await ask(`from=${day}&to=${day}&model=last-click`)).toEqual({
      from: day,
      to: day,
      by: 'campaign',
      models: [{ model: 'last-click', credits: [{ channel: 'meta', campaign: 'żniwa', conversions: 1, value: 99.99, currency: 'PLN' }] }],
    });
    await engine.drain();
    engine = await start('w2');
    await send(['ad.clicked', 2 * HOUR, ola, { platform: 'google' }], ['product.refunded', 0, ola, { order: 'Z1', value: 9.99 }]);
    expect(await ask(`from=${day}&to=${day}&by=channel`)).toMatchObject({
      models: [
        { model: 'last-click', credits: [{ channel: 'google', conversions: 1, value: 90 }] },
        { model: 'linear', credits: [{ value: 45 }, { value: 45 }] },
        { model: 'markov', credits: [{ value: 45 }, { value: 45 }] },
      ],
    });
  });

  it('joins the journeys of two pseudonyms when they turn out to be one person', async () => {
    const device = { anonymousId: 'urządzenie-7' };
    await send(['ad.clicked', 3 * HOUR, device, { platform: 'tiktok' }]);
    await send(['product.purchased', 2 * HOUR, { userId: 'ewa' }, { order: 'Z2', value: 10, currency: 'PLN' }]);
    await send(['contact.linked', HOUR, { userId: 'ewa', ...device }, {}]);
    const tiktok = async (): Promise<unknown> => {
      const { models } = (await ask('model=last-click&by=channel')) as { models: { credits: { channel: string }[] }[] };
      return models[0]!.credits.find(({ channel }) => channel === 'tiktok');
    };
    await until(async () => (await tiktok()) !== undefined);
    expect(await tiktok()).toEqual({ channel: 'tiktok', conversions: 1, value: 10, currency: 'PLN' });
  });

  it('fits the weights of channels to the paths of all partitions and takes them up', async () => {
    const client = redis.client;
    const keys = createKeys(4, 'credit');
    const weights = await watchWeights(client, keys, systemClock, () => undefined, 10);
    expect(weights.current().size).toBe(0);
    const state = { client, keys, clock: systemClock, stateGeneration: settings().retention.state };
    await refitWeights(state, settings().attribution).run(new AbortController().signal);
    await until(() => weights.current().size > 0);
    await weights.stop();
    const shares = weights.current();
    expect([...shares.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['google', 'meta', 'tiktok']);
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(JSON.parse((await client.get(keys.weights))!)).toMatchObject({ conversions: 1, walks: 2 });
  });

  it.each([
    ['', 'admin-klucz', 200],
    ['', 'klucz', 401],
    ['from=2026-1-1', 'admin-klucz', 400],
    ['from=2026-02-01&to=2026-01-01', 'admin-klucz', 400],
    ['from=2020-01-01', 'admin-klucz', 400],
    ['by=kanał', 'admin-klucz', 400],
    ['model=linea', 'admin-klucz', 400],
  ])('answers "%s" with the key %s by %i', async (query, key, status) => {
    const answer = await fetch(`${engine.url}/v1/attribution?${query}`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(status);
    if (query.startsWith('model')) expect(await answer.text()).toContain('Did you mean linear?');
  });
});
