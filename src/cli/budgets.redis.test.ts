import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BudgetPlan } from '#budget';
import { createKeys } from '#redis';
import { type CommandLine, startCommandLine } from './command.fixture.ts';

const keys = createKeys(8);
let line: CommandLine;
beforeAll(async () => {
  line = await startCommandLine();
}, 60_000);
afterAll(async () => line.stop());
const run: CommandLine['run'] = async (...words) => line.run(...words);

it('lists plans of budgets, shows why, and takes an answer once', { timeout: 60_000 }, async () => {
  await line.redis.client.hset(keys.manifest, 'partitions', 8);
  expect(await run('budgets')).toEqual({ code: 0, out: 'There are no plans yet.\n' });
  const id = '2026-03-01T0000';
  const plan: BudgetPlan = {
    id,
    at: 1,
    state: 'waiting',
    until: Date.now() + 60_000,
    currency: 'PLN',
    channels: [
      { channel: 'meta', current: 100, proposed: 120 },
      { channel: 'radio', current: 5, proposed: 5, locked: 'its figures are too old' },
    ],
    expected: { now: 1_000, proposed: 1_100, low: 990, high: 1_200, better: 0.9, stride: 1 },
    holdout: { rows: 7, mape: 0.1, naive: 0.2 },
    because: ['Więcej się zwraca.'],
    before: { mean: 1, spread: 1 },
    stages: 2,
    stage: 0,
    results: [],
    changes: [],
    news: [],
  };
  await line.redis.client.hset(keys.plans.all, id, JSON.stringify(plan));
  await line.redis.client.hset(keys.plans.revisions, id, 1);
  const pace = { soFar: 10, expected: 100, low: 90, high: 110 };
  await line.redis.client.set(keys.plans.pace, JSON.stringify({ month: '2026-03', currency: 'PLN', spend: pace, response: pace }));
  const listed = (await run('budgets')).out;
  expect(listed).toContain('spend: 10 so far, 100 expected at the end (90 to 110)');
  expect(listed).toMatch(/2026-03-01T0000 +waiting +0\/2/);
  expect(JSON.parse((await run('budgets', 'list', '--json')).out)).toMatchObject({ pace: { month: '2026-03' }, plans: [{ id }] });
  const shown = (await run('budgets', 'show', id)).out;
  expect(shown).toContain('its figures are too old');
  expect(shown).toContain('Więcej się zwraca.');
  expect(await run('budgets', 'show', 'nic')).toMatchObject({ code: 1 });
  expect(await run('budgets', 'approve', id)).toMatchObject({ code: 2 });
  expect(await run('budgets', 'approve', id, '--by', 'ak')).toMatchObject({ code: 0 });
  expect(await run('budgets', 'refuse', id, '--by', 'ak')).toMatchObject({ code: 1 });
  expect(JSON.parse((await line.redis.client.hget(keys.plans.all, id))!)).toMatchObject({ state: 'approved', answer: { by: 'ak' } });
});
