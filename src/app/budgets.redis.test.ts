import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { creditField } from '#attribution';
import { type BudgetPlan, spendField } from '#budget';
import { loadSettings } from '#config';
import { acceleratedClock, seededRandom, systemClock } from '#kernel';
import { createKeys } from '#redis';
import { checkRules } from '#rule';
import { sandboxAccounts, startSandbox, type Sandbox } from '#sandbox';
import { createInstruments, createLog } from '#telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { startEngine, type Engine } from './engine.ts';

const DAY = 86_400_000;
const today = Date.UTC(2026, 2, 1);
let redis: PrivateRedis;
let sandbox: Sandbox;
let folder: string;
let engine: Engine | undefined;

beforeAll(async () => {
  redis = await startPrivateRedis();
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  folder = mkdtempSync(join(tmpdir(), 'cc-plans-'));
}, 60_000);
afterAll(async () => {
  await engine?.drain();
  await sandbox.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const started = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - started > 60_000) throw new Error('it did not come about within a minute');
    await systemClock.sleep(50);
  }
}

it(
  'plans budgets from what lanes keep, asks over HTTP, and changes them on the platform when a person said yes',
  { timeout: 120_000 },
  async () => {
    const { settings } = loadSettings({
      environment: {},
      flags: { dataFolder: folder, accounts: sandboxAccounts(sandbox.url), writeKey: 'klucz', partitions: 4, port: 0 },
    });
    const keys = createKeys(4, 'plans');
    const random = seededRandom(4);
    for (let day = -80; day < 0; day++) {
      const at = today + day * DAY;
      const [meta, google] = [50 + 150 * random(), 300 + 500 * random()];
      const cents = Math.round(100 * (500 + 2_000 * (meta / (meta + 200)) + 200 * (google / (google + 100))));
      const state = keys.state('enrich', ((day % 4) + 4) % 4, Math.floor(today / settings.retention.state));
      const report = (spend: number) => [Math.round(spend * 100), 1, 1, 0, 0, at + DAY];
      await redis.client.hset(state, spendField(at), JSON.stringify({ 'PLN\0meta': report(meta), 'PLN\0google': report(google) }));
      await redis.client.hset(state, creditField(at, 'last-click'), JSON.stringify({ 'PLN\0meta': [3, cents] }));
    }
    const channel = { account: 'crm', operation: 'send', lock: false };
    engine = await startEngine({
      settings: {
        ...settings,
        lease: 1_000,
        adminKeys: [{ key: 'admin-klucz', name: 'marta' }],
        budgets: { ...settings.budgets, mode: 'approve', freshness: 30 * DAY, channels: { meta: channel, google: channel } },
      },
      redisUrl: redis.url,
      roles: ['admit', 'enrich', 'decide', 'deliver'],
      worker: 'w1',
      clock: acceleratedClock(today + 3_600_000, 100),
      random: Math.random,
      rules: () => checkRules([]).bundle!,
      instruments: createInstruments({ process: false }),
      log: createLog({ level: 'silent' }),
      prefix: 'plans',
    });
    const { url } = engine;
    const ask = async (path: string, body?: object): Promise<Response> =>
      fetch(`${url}/v1/budgets${path}`, {
        headers: { authorization: 'Bearer admin-klucz', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
    const plan = await until(async () => ((await (await ask('')).json()) as { plans: BudgetPlan[] }).plans[0]);
    expect(plan).toMatchObject({ id: '2026-03-01T0000', state: 'waiting', currency: 'PLN' });
    expect(sandbox.received()).toEqual([]);
    expect((await ask(`/${plan.id}/approval`, { decision: 'yes' })).status).toBe(200);
    const received = await until(async () => (sandbox.received().length >= 2 ? sandbox.received() : undefined));
    expect(received.map(({ key }) => key).toSorted()).toEqual([`budget-${plan.id}-1-google`, `budget-${plan.id}-1-meta`]);
    const done = await until(async () => {
      const one = (await (await ask(`/${plan.id}`)).json()) as BudgetPlan;
      return one.changes.length === 0 && one.news.length === 0 ? one : undefined;
    });
    expect(done).toMatchObject({ state: 'watching', stage: 1, answer: { by: 'marta' } });
    await until(async () =>
      (await engine!.identity()).every(({ inFlight, difference }) => inFlight === 0 && difference === 0) ? true : undefined,
    );
    expect(sandbox.received().map(({ repeats }) => repeats)).toEqual([0, 0]);
  },
);
