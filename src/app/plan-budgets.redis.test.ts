import type { Intent } from '#action';
import { creditField } from '#attribution';
import { type BudgetPlan, type BudgetSettings, createPlanDesk, type PlanStore, spendField } from '#budget';
import { loadSettings } from '#config';
import type { MarketingEvent } from '#event';
import { seededRandom, systemClock } from '#kernel';
import { appendOnce } from '#outbox/redis';
import { createKeys, type Keys } from '#redis';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { planBudgets, type PlanningParts } from './plan-budgets.ts';
import { createRedisPlanStore } from './redis-plan-store.ts';

const DAY = 86_400_000;
const start = Date.UTC(2026, 2, 1);
let redis: PrivateRedis;
let keys: Keys;
let now = start;
let round = 0;
let said: MarketingEvent[] = [];
const folder = mkdtempSync(join(tmpdir(), 'cc-budgets-'));
const shipped = loadSettings({ environment: {}, flags: { dataFolder: folder, port: 0 } }).settings;
const settings: BudgetSettings = {
  ...shipped.budgets,
  mode: 'approve',
  channels: {
    meta: { account: 'crm', operation: 'send', target: 'kampania-7', lock: false },
    google: { account: 'crm', operation: 'send', lock: false },
  },
};

beforeAll(async () => void (redis = await startPrivateRedis()), 60_000);
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  keys = createKeys(2, `b${round++}`);
  now = start + 3 * 3_600_000;
  said = [];
  const random = seededRandom(4);
  for (let day = -80; day < 0; day++) await seed(start + day * DAY, 50 + 150 * random(), 300 + 500 * random());
});

/** A day as the lanes keep it: spend in one partition, credit in two. */
async function seed(day: number, meta: number, google: number, factor = 1): Promise<void> {
  const generation = Math.floor(start / shipped.retention.state);
  const response = factor * (500 + 2_000 * (meta / (meta + 200)) + 200 * (google / (google + 100)));
  const reported = day + DAY;
  const spend = {
    'PLN\0meta': [Math.round(meta * 100), 1, 1, 0, 0, reported],
    'PLN\0google': [Math.round(google * 100), 1, 1, 0, 0, reported],
  };
  await redis.client.hset(keys.state('enrich', 0, generation), spendField(day), JSON.stringify(spend));
  for (const partition of [0, 1]) {
    const credit = { 'PLN\0meta\0wiosna': [3, Math.round(response * 50)] };
    await redis.client.hset(keys.state('enrich', partition, generation), creditField(day, 'last-click'), JSON.stringify(credit));
  }
}

const clock = { ...systemClock, now: () => now };
function parts(more: Partial<PlanningParts> = {}): PlanningParts {
  const { client } = redis;
  return {
    state: { client, keys, clock, stateGeneration: shipped.retention.state },
    store: createRedisPlanStore(client, keys),
    settings,
    attribution: shipped.attribution,
    sink: { append: async (events) => void said.push(...events) },
    put: appendOnce(client, keys),
    turn: async () => undefined,
    ...more,
  };
}
const run = (more: Partial<PlanningParts> = {}): Promise<void> => planBudgets(parts(more)).run(new AbortController().signal);
const plans = async (): Promise<BudgetPlan[]> => (await createRedisPlanStore(redis.client, keys).list()).map(({ plan }) => plan);
const approve = async (): Promise<boolean> =>
  createPlanDesk(createRedisPlanStore(redis.client, keys)).answer((await plans())[0]!.id, {
    decision: 'yes',
    by: 'ak',
    comment: '',
    at: now,
  });
/** Actions in the outboxes, and what the accounting says of them. */
async function outbox(): Promise<Intent[]> {
  const intents: Intent[] = [];
  let accepted = 0;
  for (const partition of [0, 1]) {
    for (const [, fields] of await redis.client.xrange(keys.outbox(partition), '-', '+'))
      intents.push(JSON.parse(fields[fields.indexOf('i') + 1]!) as Intent);
    accepted += Number((await redis.client.hget(keys.counters(partition), 'deliver.accepted')) ?? 0);
  }
  expect(accepted).toBe(intents.length);
  expect(new Set(intents.map(({ key }) => key)).size).toBe(intents.length);
  return intents.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

describe('planning budgets', () => {
  it('only tells in a dry run: one plan a period, however often and by how many it is run', async () => {
    const dry = { settings: { ...settings, mode: 'dry-run' as const } };
    await Promise.all([run(dry), run(dry)]);
    await run(dry);
    expect(await plans()).toMatchObject([{ id: '2026-03-01T0000', state: 'told', currency: 'PLN' }]);
    expect(await outbox()).toEqual([]);
    expect(await approve()).toBe(false);
    expect(new Set(said.map(({ id }) => id))).toEqual(new Set(['budget 2026-03-01T0000 proposed']));
    expect(await createRedisPlanStore(redis.client, keys).pace()).toMatchObject({ month: '2026-03', currency: 'PLN', spend: { soFar: 0 } });
    now += DAY;
    await seed(start, 100, 400);
    await run(dry);
    expect((await plans()).map(({ id }) => id)).toEqual(['2026-03-02T0000', '2026-03-01T0000']);
  }, 60_000);

  it('changes budgets in stages once a person said yes, and gives every change to the outbox once', async () => {
    await run();
    expect(await plans()).toMatchObject([{ state: 'waiting' }]);
    await run();
    expect(await outbox()).toEqual([]);
    const answers = await Promise.all([approve(), approve()]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    await Promise.all([run(), run()]);
    await run();
    const [google, meta] = await outbox();
    const [plan] = await plans();
    expect(plan).toMatchObject({ state: 'watching', stage: 1, changes: [], answer: { by: 'ak' } });
    expect(google).toMatchObject({ key: 'budget-2026-03-01T0000-1-google', connector: 'crm', operation: 'send', rule: 'budgets' });
    expect(meta!.parameters).toMatchObject({
      action: 'set_daily_budget',
      channel: 'meta',
      target: 'kampania-7',
      currency: 'PLN',
      spend_currency: 'PLN',
    });
    const { current, proposed } = plan!.channels.find(({ channel }) => channel === 'meta')!;
    expect(meta!.parameters['daily_budget']).toBeCloseTo((current + proposed) / 2, 1);
    for (let day = 0; day < 8; day++) await seed(start + day * DAY, 100, 400, 1.2);
    now = start + 8.5 * DAY;
    await run();
    expect((await outbox()).map(({ key }) => key).filter((key) => key.includes('-2-'))).toHaveLength(2);
    expect((await plans())[0]).toMatchObject({ stage: 2, results: [expect.stringContaining('After stage 1 of 2')] });
    expect(new Set(said.map(({ type }) => type))).toEqual(new Set(['budget.proposed', 'budget.changed']));
  }, 60_000);

  it('takes budgets back when results fall below what was expected', async () => {
    await run();
    await approve();
    await run();
    const before = await outbox();
    for (let day = 0; day < 8; day++) await seed(start + day * DAY, 100, 400, 0.4);
    now = start + 8.5 * DAY;
    await Promise.all([run(), run()]);
    await run();
    const back = (await outbox()).filter(({ key }) => key.includes('-back-'));
    expect(back).toHaveLength(2);
    for (const intent of back) {
      const first = before.find(({ group }) => group['channel'] === intent.group['channel'])!;
      expect(intent.parameters['daily_budget']).toBe(first.parameters['was']);
      expect(intent.parameters['was']).toBe(first.parameters['daily_budget']);
    }
    const rolled = (await plans()).find(({ id }) => id === '2026-03-01T0000');
    expect(rolled).toMatchObject({ state: 'rolled-back' });
    expect(said.map(({ type }) => type)).toContain('budget.rolled-back');
  }, 60_000);

  it.each<[string, (whole: PlanningParts, die: () => void) => Partial<PlanningParts>]>([
    ['before the plan is kept', (whole, die) => ({ store: { ...whole.store, add: async () => (die(), false) } })],
    [
      'after the plan is kept',
      (whole, die) => ({ store: { ...whole.store, add: async (plan) => (await whole.store.add(plan), die(), true) } }),
    ],
    ['before a stage is kept', (whole, die) => ({ store: { ...whole.store, replace: async () => (die(), false) } })],
    [
      'after a stage is kept',
      (whole, die) => ({ store: { ...whole.store, replace: async (kept, plan) => (await whole.store.replace(kept, plan), die(), true) } }),
    ],
    ['before the first change is in the outbox', (_, die) => ({ put: async () => die() })],
    ['after the first change is in the outbox', (whole, die) => ({ put: async (intent) => (await whole.put(intent), die()) })],
    ['before the news are told', (_, die) => ({ sink: { append: async () => die() } })],
    ['after the news are told', (whole, die) => ({ sink: { append: async (events) => (await whole.sink.append(events), die()) } })],
  ])(
    'goes on where it was when the process dies %s',
    async (_, broken) => {
      /** Dies once in each phase of a plan's life, then another process takes over. */
      const dieOnce = async (): Promise<void> => {
        let died = 0;
        const die = (): void => {
          if (died++ === 0) throw new Error('the process died');
        };
        await run(broken(parts(), die)).catch(() => undefined);
        await run();
        await run();
      };
      await dieOnce();
      expect(await plans()).toMatchObject([{ id: '2026-03-01T0000', state: 'waiting', changes: [], news: [] }]);
      expect(await approve()).toBe(true);
      await dieOnce();
      expect(await plans()).toMatchObject([{ state: 'watching', stage: 1, changes: [], news: [] }]);
      expect((await outbox()).map(({ key }) => key)).toEqual(['budget-2026-03-01T0000-1-google', 'budget-2026-03-01T0000-1-meta']);
      expect(new Set(said.map(({ id }) => id))).toEqual(new Set(['budget 2026-03-01T0000 proposed', 'budget 2026-03-01T0000 stage 1']));
    },
    120_000,
  );

  it('has one plan on its way, whatever two processes draft', async () => {
    const store: PlanStore = createRedisPlanStore(redis.client, keys);
    await run();
    const [plan] = await plans();
    const other = { ...plan!, id: '2026-03-02T0000' };
    expect(await store.add(other)).toBe(false);
    expect(await store.add({ ...other, state: 'told' })).toBe(false);
    const [kept] = await store.list();
    const answered = { ...plan!, state: 'refused' as const };
    expect(await Promise.all([store.replace(kept!, answered), store.replace(kept!, { ...plan!, state: 'approved' })])).toEqual([
      true,
      false,
    ]);
    expect(await store.add(other)).toBe(true);
  }, 60_000);

  it('says in words why there is no plan', async () => {
    await run({ settings: { ...settings, minDays: 200 } });
    expect(await createRedisPlanStore(redis.client, keys).pace()).toEqual({ why: 'There are figures of 80 days, and 200 are needed.' });
    expect(await plans()).toEqual([]);
  });

  it('does nothing of its own when it is off, and does not go on changing budgets when it is set back to only tell', async () => {
    await run({ settings: { ...settings, mode: 'off' } });
    expect(await plans()).toEqual([]);
    await run();
    await approve();
    await run({ settings: { ...settings, mode: 'dry-run' } });
    expect(await outbox()).toEqual([]);
    expect(await plans()).toMatchObject([{ state: 'approved' }]);
  }, 60_000);
});
