import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { checkRules } from '#rule';
import { sandboxAccounts, startSandbox, type Sandbox } from '#sandbox';
import { createInstruments, createLog } from '#telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { startEngine, type Engine, type Role } from './engine.ts';

const rule = `
rule: talk-about-us
summary: Three people talk about the Kawomat within an hour.
because: It shows the whole way of an event.
mode: active
on: [social.mentioned]
where: event.data.platform == "x"
by: { topic: event.topics }
measures:
  people: { fn: distinct, of: event.contact, window: 1h }
  mood: { fn: avg, of: event.sentiment.score, window: 1h }
when: measures.people >= 3
cooldown: 6h
workflow:
  - alert: { connector: slack, channel: "#care", text: "\${measures.people} osoby mówią o \${group.topic}, żółta łódź" }
  - record: { connector: crm, action: upsert_contact, note: "żółta łódź", topic: "\${group.topic}" }
`;

let redis: PrivateRedis;
let sandbox: Sandbox;
let folder: string;
const engines: Engine[] = [];

beforeAll(async () => {
  redis = await startPrivateRedis();
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  folder = mkdtempSync(join(tmpdir(), 'cc-engine-'));
}, 60_000);
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.drain()));
  await sandbox.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(roles: readonly Role[], worker: string): Promise<Engine> {
  const { settings } = loadSettings({
    environment: {},
    flags: { dataFolder: folder, accounts: sandboxAccounts(sandbox.url), writeKey: 'klucz', partitions: 4, port: 0 },
  });
  const { bundle, findings } = checkRules([{ path: 'talk.yaml', text: rule }]);
  if (!bundle) throw new Error(JSON.stringify(findings));
  const engine = await startEngine({
    settings: { ...settings, lease: 1_000, topics: [{ name: 'Kawomat', kind: 'product', words: ['Kawomat'] }] },
    redisUrl: redis.url,
    roles,
    worker,
    clock: systemClock,
    random: Math.random,
    rules: () => bundle,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
    prefix: 'engine',
  });
  engines.push(engine);
  await until(async () => (await fetch(`${engine.url}/readyz`)).status === 200);
  return engine;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 10_000) throw new Error('it did not come about within ten seconds');
    await systemClock.sleep(20);
  }
}

const send = (engine: Engine, body: unknown): Promise<Response> =>
  fetch(`${engine.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
    body: JSON.stringify(body),
  });

const mention = (id: string, author: string): object => ({
  id,
  source: 'x',
  type: 'social.mentioned',
  time: new Date().toISOString(),
  data: { platform: 'x', text: 'Kocham mojego Kawomatu, polecam! żółć@example.pl', author: { id: author } },
});

describe('an engine', () => {
  it('takes events over HTTP and acts on platforms, each action once, with everything accounted for', async () => {
    const engine = await start(['admit', 'enrich', 'decide', 'deliver'], 'w1');
    const answer = await send(engine, [
      mention('a', 'ola'),
      mention('b', 'jan'),
      mention('b', 'jan'),
      mention('c', 'ewa'),
      mention('d', 'iza'),
    ]);
    expect(answer.status).toBe(202);
    await until(async () => sandbox.received().length >= 2);
    await systemClock.sleep(300);
    const received = sandbox.received();
    expect(received.map(({ operation, repeats }) => `${operation} ${repeats}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'post 0',
      'send 0',
    ]);
    expect(JSON.stringify(received)).toContain('osoby mówią o Kawomat');
    expect(JSON.stringify(received)).toContain('żółta łódź');
    await until(async () => (await engine.identity()).every((stage) => stage.inFlight === 0));
    const [enrich, decide, deliver] = await engine.identity();
    expect(enrich).toMatchObject({ difference: 0, settled: { duplicate: 1 } });
    expect(decide).toMatchObject({ accepted: 4, difference: 0 });
    expect(deliver).toMatchObject({ accepted: 2, settled: { delivered: 2 }, difference: 0 });
  });

  it('answers probes, metrics and refusals', async () => {
    const [engine] = engines;
    expect((await fetch(`${engine!.url}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${engine!.url}/metrics`)).text();
    expect(metrics).toMatch(/crosscurrent_\w+_total\{[^}]*\} [1-9]/);
    const refused = await send(engine!, { type: 'social.mentioned', data: 5 });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
  });

  it('shares the work among processes with different roles, and one drains while the others go on', async () => {
    const helper = await start(['enrich', 'decide'], 'w2');
    await until(() => helper.lanes() > 0);
    const [first] = engines;
    expect(helper.lanes() + first!.lanes()).toBeLessThanOrEqual(8);
    await helper.drain();
    engines.splice(engines.indexOf(helper), 1);
    await until(() => first!.lanes() === 8);
    const answer = await send(first!, mention('e', 'ula'));
    expect(answer.status).toBe(202);
    await until(async () => (await first!.identity()).every((stage) => stage.inFlight === 0 && stage.difference === 0));
  });

  it('refuses another partition count than the one it was set up with', async () => {
    const { settings } = loadSettings({ environment: {}, flags: { dataFolder: folder, partitions: 16, port: 0 } });
    const options = {
      redisUrl: redis.url,
      roles: ['admit'] as const,
      worker: 'w3',
      clock: systemClock,
      random: Math.random,
      instruments: createInstruments({ process: false }),
      log: createLog({ level: 'silent' }),
      prefix: 'engine',
    };
    const bundle = checkRules([{ path: 'talk.yaml', text: rule }]).bundle!;
    await expect(startEngine({ ...options, settings, rules: () => bundle })).rejects.toThrow('set up with 4 partitions');
  });
});
