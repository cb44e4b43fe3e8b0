import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine, type Engine } from '#app';
import { loadSettings, type Source } from '#config';
import { acceleratedClock, systemClock } from '#kernel';
import { checkRules } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { webhookSender, type WebhookSender, type WireAnswer, type WireRequest } from '#testing';
import { startPrivateRedis, type PrivateRedis } from '../../testing/private-redis.ts';
import { CANARY, SENT, type Conformance } from './conformance.fixture.ts';
import { conformances } from './conformances.fixture.ts';

let redis: PrivateRedis;
let folder: string;
let engine: Engine;
/** The day on which all of it was sent: what is older than four days would be late, and no duplicate. */
const day = acceleratedClock(SENT, 1);
const clock = {
  get at(): number {
    return day.now();
  },
  set at(_: number) {
    throw new Error('nobody waits here');
  },
};

beforeAll(async () => {
  redis = await startPrivateRedis();
  folder = mkdtempSync(join(tmpdir(), 'cc-webhooks-'));
  const { settings } = loadSettings({ environment: {}, flags: { dataFolder: folder, writeKey: 'klucz', partitions: 4, port: 0 } });
  const { bundle } = checkRules([]);
  engine = await startEngine({
    settings: {
      ...settings,
      scoredStream: true,
      sources: conformances.map((one): Source => ({ name: one.type, type: one.type, ...one.source })),
    },
    redisUrl: redis.url,
    roles: ['admit', 'enrich', 'decide'],
    worker: 'w1',
    clock: day,
    random: Math.random,
    rules: () => bundle!,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
    prefix: 'hooks',
  });
  await until(async () => (await fetch(`${engine.url}/readyz`)).status === 200);
}, 60_000);
afterAll(async () => {
  await engine.drain();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 20_000)
      throw new Error(`it did not come about within twenty seconds: ${JSON.stringify(await fates())}`);
    await systemClock.sleep(50);
  }
}

async function post({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
  const answer = await fetch(`${engine.url}${path}`, { method, headers, ...(method === 'POST' ? { body } : {}) });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

function senderOf(one: Conformance): WebhookSender {
  return webhookSender({
    platform: one.signsAs ?? one.type,
    secret: one.signsWith ?? one.source.secrets[0]!,
    address: `${engine.url}/webhooks/${one.type}`,
    clock,
    transport: post,
  });
}

async function fates(): Promise<{ readonly [fate: string]: number }> {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  const found: { [fate: string]: number } = {};
  for (const [, fate, count] of text.matchAll(/^crosscurrent_stage_events_total\{stage="enrich",fate="(\w+)"\} (\d+)$/gm))
    found[fate!] = Number(count);
  return found;
}

it('takes every platform through a running engine: each event once, whatever is sent again, at the same time too', async () => {
  let expected = 0;
  for (const one of conformances) {
    const { body, events } = one.payloads[0]!;
    expected += events.length;
    const request = senderOf(one).request(body);
    const heard = await Promise.all(Array.from({ length: 10 }, () => post(request)));
    expect(new Set(heard.map(({ status }) => status)), one.type).toEqual(new Set([200]));
  }
  await until(async () => (await fates())['duplicate'] === expected * 9);
  const { processed = 0, late, dead } = await fates();
  expect({ late, dead }).toEqual({ late: 0, dead: 0 });
  // Names that belong together make events of their own.
  expect(processed).toBeGreaterThanOrEqual(expected);
}, 60_000);

it('keeps people out of every key of Redis, whatever their platform says of them', async () => {
  for (const one of conformances) for (const body of one.personal) expect((await senderOf(one).deliver(body)).at(-1), one.type).toBe(200);
  await systemClock.sleep(300);
  const { client } = redis;
  const kept: string[] = [];
  const keys =
    client instanceof Cluster ? (await Promise.all(client.nodes('master').map((node) => node.keys('*')))).flat() : await client.keys('*');
  for (const key of keys) {
    const type = await client.type(key);
    kept.push(key);
    if (type === 'stream') kept.push(JSON.stringify(await client.xrange(key, '-', '+')));
    else if (type === 'hash') kept.push(JSON.stringify(await client.hgetall(key)));
    else if (type === 'string') kept.push((await client.getBuffer(key))!.toString('latin1'));
    else if (type === 'zset') kept.push(JSON.stringify(await client.zrange(key, '0', '-1')));
    else if (type === 'set') kept.push(JSON.stringify(await client.smembers(key)));
  }
  const all = kept.join('\n').toLowerCase();
  expect(all.length).toBeGreaterThan(10_000);
  expect(all).toContain('social.commented');
  for (const trace of ['kanarek', 'ptaki-canary', '601702803', 'zdzis', 'kanarkowsk', CANARY.name.toLowerCase(), 'google-secret', 'hasło'])
    expect(all.includes(trace), trace).toBe(false);
}, 60_000);
