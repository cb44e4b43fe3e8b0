import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { createKeys } from '#redis';
import { checkRules } from '#rule';
import { sandboxSecrets, startSandbox, type Sandbox } from '#sandbox';
import { createInstruments, createLog } from '#telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { allRoles, startEngine, type Engine } from './engine.ts';

const rules = checkRules([]);
let redis: PrivateRedis;
let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  redis = await startPrivateRedis();
  sandbox = await startSandbox({ port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'cc-poll-'));
}, 60_000);
afterAll(async () => {
  await sandbox.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const day = (before: number): string => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
const spent = (campaign: string, before: number, spend: string) =>
  sandbox.reports.set('meta', {
    campaign,
    name: `Kampania „${campaign}”`,
    day: day(before),
    currency: 'EUR',
    spend,
    impressions: 100,
    clicks: 5,
    leads: 1,
    conversions: 0,
  });

async function start(worker: string): Promise<Engine> {
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(
    file,
    `partitions: 2
pollers:
  meta-spend:
    type: meta-insights
    account: "${sandboxSecrets.metaAdAccount}"
    secret: env:META
    app_secret: env:META_APP
    url: ${sandbox.url}/meta
    allow_private: true
`,
  );
  const environment = { META: sandboxSecrets.metaToken, META_APP: sandboxSecrets.metaAppSecret };
  const { settings } = loadSettings({ environment, file, flags: { dataFolder: folder, writeKey: 'klucz', port: 0 } });
  return startEngine({
    settings: { ...settings, lease: 1_000 },
    redisUrl: redis.url,
    roles: allRoles,
    worker,
    clock: systemClock,
    random: Math.random,
    rules: () => rules.bundle!,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
  });
}

async function reported(): Promise<{ id: string; source: string; data: { campaign: string; spend: number; from: string } }[]> {
  const keys = createKeys(2);
  const all = [];
  for (let partition = 0; partition < 2; partition++) {
    for (const [, fields] of await redis.client.xrange(keys.events(partition), '-', '+')) {
      const pack = JSON.parse(fields[fields.indexOf('e') + 1]!) as { id: string; type: string; source: string; data: never }[];
      all.push(...pack.filter(({ type }) => type === 'ad.reported'));
    }
  }
  return all;
}
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 600 && !(await holds()); turn++) await systemClock.sleep(50);
  expect(await holds()).toBe(true);
};

it('an engine pulls what campaigns cost into its stream, once, whichever of two engines does it', async () => {
  spent('a', 1, '10.5');
  spent('b', 0, '3.25');
  const [first, second] = await Promise.all([start('w1'), start('w2')]);
  try {
    await until(async () => (await reported()).length >= 2);
    const keys = createKeys(2);
    await until(async () => (await redis.client.hget(keys.poller('meta-spend'), 'swept')) !== null);
    const events = await reported();
    expect(events).toHaveLength(2);
    expect(
      events.map(({ source, data }) => `${source} ${data.campaign} ${data.spend}`).toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(['poller-meta-spend a 10.5', 'poller-meta-spend b 3.25']);
    expect(sandbox.reports.asked('meta')).toBe(1);
  } finally {
    await Promise.all([first.drain(), second.drain()]);
  }
}, 90_000);
