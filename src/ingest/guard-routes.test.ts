import { describe, expect, it } from 'vitest';
import { createGuardDesk, MemoryKillSwitches, MemoryOutbox } from '#outbox';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { NOW, testServer } from './server.fixture.ts';

const settings = { bodyLimit: 262_144, writeKeys: [], adminKeys: [{ name: 'marta', key: 'ak-marta' }] };

/** A server over an outbox with two held actions, and a way to call it. */
async function opened() {
  const outbox = new MemoryOutbox(2, { now: () => NOW, monotonic: () => NOW, sleep: async () => {} });
  outbox.append(1, [anIntent('k1', { members: ['c-1', 'c-2'] }), anIntent('k2', { contact: 'c-3' })]);
  const entries = await outbox.read(1, 'a', 10, 0);
  for (const [at, entry] of entries.entries())
    await outbox.settle(entry, { fate: 'held', attempts: 0, until: NOW + 60_000 * (2 - at), reason: 'kosztuje 120 zł' });
  const switches = new MemoryKillSwitches();
  const desk = createGuardDesk(outbox, switches, async (partition, most) =>
    outbox
      .suppressed(partition)
      .toReversed()
      .slice(0, most)
      .map((suppressed, at) => ({ partition, id: `${at}-0`, suppressed })),
  );
  const server = await testServer({ guards: desk, settings });
  const call = async (method: 'GET' | 'POST', url: string, body?: unknown, key = 'ak-marta') => {
    const response = await server.app.inject({
      method,
      url,
      headers: { host: 'test', authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.json() as Record<string, unknown>, text: response.body };
  };
  return { outbox, call };
}

describe('guard routes', () => {
  it('let nobody in without an admin key', async () => {
    const { call } = await opened();
    for (const [method, url] of [
      ['GET', '/v1/approvals'],
      ['POST', '/v1/approvals'],
      ['GET', '/v1/kill-switch'],
      ['POST', '/v1/kill-switch'],
      ['GET', '/v1/suppressed'],
    ] as const)
      expect(await call(method, url, method === 'POST' ? {} : undefined, 'wk-test')).toMatchObject({ status: 401 });
  });

  it('list held actions without their audience, take an answer once, and show what was refused', async () => {
    const { call, outbox } = await opened();
    const listed = await call('GET', '/v1/approvals');
    const approvals = listed.body['approvals'] as { id: string; members?: number; contact?: string; reason: string }[];
    expect(approvals.map(({ id, members, contact }) => [id, members, contact])).toEqual([
      ['1/2-0', undefined, 'c-3'],
      ['1/1-0', 2, undefined],
    ]);
    expect(listed.text).not.toContain('c-1');
    expect(await call('POST', '/v1/approvals', { id: '1/2-0', decision: 'yes' })).toMatchObject({ status: 200, body: { by: 'marta' } });
    expect(await call('POST', '/v1/approvals', { id: '1/2-0', decision: 'no' })).toMatchObject({
      status: 409,
      body: { code: 'not-waiting' },
    });
    expect((await outbox.read(1, 'a', 10, 0)).map(({ intent, approved }) => [intent.key, approved])).toEqual([
      ['k2', { by: 'marta', at: NOW }],
    ]);
    const no = { id: '1/1-0', decision: 'no', by: 'Łucja', comment: 'za drogo' };
    expect(await call('POST', '/v1/approvals', no)).toMatchObject({ status: 200 });
    expect((await call('GET', '/v1/suppressed')).body).toMatchObject({
      suppressed: [{ guard: 'approval', reason: 'refused by Łucja: za drogo', rule: 'product-buzz', members: 2 }],
    });
  });

  it('turn kill switches, say who and why, and want to know why', async () => {
    const { call } = await opened();
    expect(await call('POST', '/v1/kill-switch', { state: 'on' })).toMatchObject({ status: 422 });
    await call('POST', '/v1/kill-switch', { state: 'on', why: 'złe ceny' });
    await call('POST', '/v1/kill-switch', { state: 'on', connector: 'meta-ads', why: 'przegląd', by: 'ak' });
    expect((await call('GET', '/v1/kill-switch')).body).toEqual({
      switches: [
        { scope: '*', by: 'marta', why: 'złe ceny', at: NOW },
        { scope: 'meta-ads', by: 'ak', why: 'przegląd', at: NOW },
      ],
    });
    expect((await call('POST', '/v1/kill-switch', { state: 'off' })).body).toMatchObject({ switches: [{ scope: 'meta-ads' }] });
  });

  it.each<[string, string, unknown, number]>([
    ['an id of another shape', '/v1/approvals', { id: '../1', decision: 'yes' }, 409],
    ['a partition beyond', '/v1/approvals', { id: '9/1-0', decision: 'yes' }, 409],
    ['a maybe', '/v1/approvals', { id: '1/1-0', decision: 'maybe' }, 422],
    ['no object', '/v1/approvals', [1], 422],
    ['a state between', '/v1/kill-switch', { state: 'half' }, 422],
    ['a scope that is too long', '/v1/kill-switch', { state: 'on', why: 'x', connector: 'x'.repeat(65) }, 422],
  ])('refuse %s', async (_name, url, body, status) => {
    const { call } = await opened();
    expect(await call('POST', url, body)).toMatchObject({ status });
  });

  it.each(['/v1/approvals?limit=0', '/v1/suppressed?limit=1e3', '/v1/suppressed?limit=1001'])('refuse %s', async (url) => {
    const { call } = await opened();
    expect(await call('GET', url)).toMatchObject({ status: 400 });
  });
});
