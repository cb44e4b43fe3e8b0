import type { PlannedStep } from '#rule';
import type { RunBook, WorkflowRun } from '#workflow';
import { describe, expect, it } from 'vitest';
import { NOW, testServer } from './server.fixture.ts';

const ask: PlannedStep = { kind: 'approve', id: 'ask', ask: '', milliseconds: 1, refused: [], expired: [] };
const waiting: WorkflowRun = {
  id: 'run-1',
  rule: 'spend',
  version: 'v1',
  mode: 'active',
  key: 'topic=kawa',
  group: { topic: 'kawa' },
  event: { id: 'e1', text: 'Zażółć gęślą jaźń', contact: 'p-ola' },
  measures: { people: { value: 2, members: ['p-ola', 'p-ewa'] } },
  purposes: ['retargeting'],
  because: 'people 2 >= 2',
  contact: 'p-ola',
  state: 'running',
  started: NOW - 1_000,
  at: NOW - 1_000,
  threads: [{ id: 0, rest: [ask], wait: { kind: 'answer', ask: 'Wydać 500 zł?', due: NOW + 1_000 } }],
  next: 1,
  history: [['ask', 'asked', NOW - 1_000]],
};
const over: WorkflowRun = { ...waiting, id: 'run-2', state: 'done', threads: [], event: {} };

const runs: RunBook = {
  waiting: async (most, asks) => (asks ? [waiting] : [waiting, { ...waiting, id: 'run-3' }]).slice(0, most),
  find: async (id) => [waiting, over].find((run) => run.id === id),
};
const settings = { bodyLimit: 262_144, writeKeys: [], adminKeys: [{ name: 'marta', key: 'ak-marta' }] };
const headers = { authorization: 'Bearer ak-marta' };

async function call(method: 'GET' | 'POST', url: string, body?: unknown, more: object = headers) {
  const server = await testServer({ runs, settings });
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await server.app.inject({
    method,
    url,
    headers: { host: 'test', ...content, ...more },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: response.json() as Record<string, unknown>, events: server.events, text: response.body };
}

describe('workflow routes', () => {
  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer ak-marte' }],
    ['an empty key', { authorization: 'Bearer ' }],
    ['a write key', { authorization: 'Bearer wk-test' }],
    ['another scheme', { authorization: 'Basic YWstbWFydGE6' }],
  ])('lets nobody in with %s', async (_, more) => {
    for (const [method, url] of [
      ['GET', '/v1/workflows'],
      ['GET', '/v1/workflows/run-1'],
      ['POST', '/v1/workflows/run-1/approval'],
    ] as const) {
      const answer = await call(method, url, method === 'POST' ? { decision: 'yes' } : undefined, more);
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' }, events: [] });
    }
  });

  it('lets nobody in when no admin key is configured', async () => {
    const server = await testServer({ runs, settings: { ...settings, adminKeys: [] } });
    const response = await server.app.inject({ url: '/v1/workflows', headers: { host: 'test', authorization: 'Bearer ' } });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ detail: 'No admin key is configured: see admin_keys.' });
  });

  it('lists runs on their way, or only those that ask', async () => {
    const ids = (body: Record<string, unknown>) => (body['runs'] as { run: string }[]).map(({ run }) => run);
    expect(ids((await call('GET', '/v1/workflows')).body)).toEqual(['run-1', 'run-3']);
    expect(ids((await call('GET', '/v1/workflows?asks=yes')).body)).toEqual(['run-1']);
    expect(ids((await call('GET', '/v1/workflows?limit=1')).body)).toEqual(['run-1']);
    expect((await call('GET', '/v1/workflows?limit=0')).body).toMatchObject({ code: 'bad-request' });
  });

  it('shows what a run did and asks, and nothing of the events and people it knows', async () => {
    const { status, body, text } = await call('GET', '/v1/workflows/run-1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      run: 'run-1',
      state: 'running',
      because: 'people 2 >= 2',
      waits: [{ step: 'ask', for: 'answer', ask: 'Wydać 500 zł?', until: new Date(NOW + 1_000).toISOString() }],
      steps: [{ step: 'ask', state: 'asked' }],
    });
    expect(text).not.toMatch(/jaźń|p-ola|p-ewa/);
    expect((await call('GET', '/v1/workflows/run-9')).body).toMatchObject({ code: 'not-found' });
    expect((await call('GET', '/v1/workflows/run%7C9')).body).toMatchObject({ code: 'bad-request' });
  });

  it('accepts an answer as an event that leads to the run, the same one under the same id', async () => {
    const answer = { decision: 'no', by: 'Łucja', comment: 'za drogo' };
    const first = await call('POST', '/v1/workflows/run-1/approval', answer);
    expect(first).toMatchObject({ status: 202, body: { run: 'run-1', step: 'ask', decision: 'no' } });
    expect(first.events).toMatchObject([
      {
        source: 'crosscurrent',
        type: 'workflow.answered',
        at: NOW,
        data: { rule: 'spend', key: 'topic=kawa', run: 'run-1', step: 'ask', ...answer, via: 'http, key marta' },
      },
    ]);
    const again = await call('POST', '/v1/workflows/run-1/approval', answer);
    expect(again.events[0]!.id).toBe(first.events[0]!.id);
    const other = await call('POST', '/v1/workflows/run-1/approval', { decision: 'yes' });
    expect(other.events[0]).toMatchObject({ data: { by: 'marta', comment: '' } });
    expect(other.events[0]!.id).not.toBe(first.events[0]!.id);
  });

  it.each([
    ['an unknown run', '/v1/workflows/run-9/approval', { decision: 'yes' }, 404, 'not-found'],
    ['a run that is over', '/v1/workflows/run-2/approval', { decision: 'yes' }, 409, 'not-waiting'],
    ['another step', '/v1/workflows/run-1/approval', { decision: 'yes', step: 'other' }, 409, 'not-waiting'],
    ['no decision', '/v1/workflows/run-1/approval', { by: 'x' }, 422, 'validation-failed'],
    ['a comment that is too long', '/v1/workflows/run-1/approval', { decision: 'yes', comment: 'a'.repeat(501) }, 422, 'validation-failed'],
    ['a body that is no JSON', '/v1/workflows/run-1/approval', '{', 400, 'invalid-json'],
    ['a body that is a list', '/v1/workflows/run-1/approval', [], 422, 'validation-failed'],
  ])('refuses %s', async (_, url, body, status, code) => {
    expect(await call('POST', url, body)).toMatchObject({ status, body: { code }, events: [] });
  });

  it('accepts nothing when the event cannot be kept', async () => {
    const server = await testServer({ runs, settings });
    server.failure = new Error('away');
    const response = await server.app.inject({
      method: 'POST',
      url: '/v1/workflows/run-1/approval',
      headers: { host: 'test', 'content-type': 'application/json', ...headers },
      payload: '{"decision":"yes"}',
    });
    expect(response.statusCode).toBe(500);
    expect(server.events).toEqual([]);
  });
});
