import { describe, expect, it } from 'vitest';
import { type BudgetPlan, createPlanDesk, type KeptPlan, type PlanStore } from '#budget';
import { NOW, testServer } from './server.fixture.ts';

const settings = { bodyLimit: 262_144, writeKeys: [], adminKeys: [{ name: 'marta', key: 'ak-marta' }] };
const id = '2026-03-01T0000';

/** A server over one plan that waits, kept in memory, and a way to call it. */
async function opened() {
  const plan: BudgetPlan = {
    id,
    at: NOW,
    state: 'waiting',
    until: NOW + 1_000,
    currency: 'PLN',
    channels: [{ channel: 'meta', current: 100, proposed: 120 }],
    expected: { now: 1, proposed: 2, low: 1, high: 3, better: 0.9, stride: 1 },
    holdout: { rows: 7, mape: 0.1, naive: 0.2 },
    because: ['Więcej się zwraca.'],
    before: { mean: 1, spread: 1 },
    stages: 2,
    stage: 0,
    results: [],
    changes: [],
    news: [],
  };
  let kept: KeptPlan = { plan, revision: 1 };
  const store: PlanStore = {
    list: async () => [kept],
    add: async () => false,
    async replace(seen, next) {
      if (seen.revision !== kept.revision) return false;
      kept = { plan: next, revision: kept.revision + 1 };
      return true;
    },
    keepPace: async () => undefined,
    pace: async () => ({ why: 'jeszcze nic' }),
  };
  const server = await testServer({ budgets: createPlanDesk(store), settings });
  const call = async (method: 'GET' | 'POST', url: string, body?: unknown, key = 'ak-marta') => {
    const response = await server.app.inject({
      method,
      url,
      headers: { host: 'test', authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.json() as Record<string, unknown> };
  };
  return { call, kept: () => kept.plan };
}

describe('budget routes', () => {
  it('let nobody in without an admin key', async () => {
    const { call } = await opened();
    expect((await call('GET', '/v1/budgets', undefined, 'x')).status).toBe(401);
    expect((await call('POST', `/v1/budgets/${id}/approval`, { decision: 'yes' }, 'x')).status).toBe(401);
  });

  it('show plans and the pace, and take one answer', async () => {
    const { call, kept } = await opened();
    expect((await call('GET', '/v1/budgets')).body).toMatchObject({ pace: { why: 'jeszcze nic' }, plans: [{ id, state: 'waiting' }] });
    expect((await call('GET', `/v1/budgets/${id}`)).body).toMatchObject({ because: ['Więcej się zwraca.'] });
    expect((await call('GET', '/v1/budgets/2026-03-02T0000')).status).toBe(404);
    expect((await call('GET', '/v1/budgets/nic')).status).toBe(400);
    const answer = await call('POST', `/v1/budgets/${id}/approval`, { decision: 'yes', comment: 'śmiało' });
    expect(answer).toEqual({ status: 200, body: { plan: id, decision: 'yes', by: 'marta' } });
    expect(kept()).toMatchObject({ state: 'approved', answer: { by: 'marta', comment: 'śmiało', at: NOW } });
    expect(await call('POST', `/v1/budgets/${id}/approval`, { decision: 'no' })).toMatchObject({
      status: 409,
      body: { code: 'not-waiting' },
    });
  });

  it.each([
    [{ decision: 'może' }, '/decision'],
    [{ decision: 'yes', by: '' }, '/by'],
    [{ decision: 'yes', comment: 7 }, '/comment'],
    [[], ''],
  ])('refuse %j', async (body, pointer) => {
    const { call } = await opened();
    const answer = await call('POST', `/v1/budgets/${id}/approval`, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});
