import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '#cli';
import { createKeys } from '#redis';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'letters-'));
const keys = createKeys(8);
let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startPrivateRedis();
}, 60_000);
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...words: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runCli({
    words: [...words, '--redis', redis.url, '--data', folder],
    environment: {},
    out: (text) => void (out += text),
    err: () => undefined,
    forPeople: false,
    stopping: new AbortController().signal,
    host: 'test',
    pid: 1,
    random: () => 0,
  });
  return { code, out };
}

it('lists dead letters, sends an action and an event again, each once, and says what cannot be', { timeout: 30_000 }, async () => {
  const intent = { key: 'k1', connector: 'slack', operation: 'post', parameters: { text: 'Zażółć' } };
  const action = { stage: 'deliver', by: 'slack', code: 'attempts-exhausted', reason: '503 nine times', attempts: 9, at: 1, value: intent };
  const event = {
    stage: 'enrich',
    by: 'score-lead',
    code: 'operator-failed',
    reason: 'kaput',
    attempts: 1,
    at: 1,
    value: { id: '1', topics: ['kawomat'] },
  };
  const first = await redis.client.xadd(keys.dead(3), '*', 'd', JSON.stringify(action));
  const second = await redis.client.xadd(keys.dead(5), '*', 'd', JSON.stringify(event));

  const { letters } = JSON.parse((await run('dead-letters', 'list', '--json')).out) as { letters: { id: string }[] };
  expect(letters).toEqual([
    { id: `3/${first}`, ...action },
    { id: `5/${second}`, ...event },
  ]);
  expect((await run('dead-letters')).out).toContain('2 dead letters.');
  expect((await run('dead-letters', 'list', '--limit', '1')).out).toContain('perhaps more (--limit)');

  expect(JSON.parse((await run('dead-letters', 'replay', '--all', '--json')).out)).toEqual({
    replayed: [`3/${first}`, `5/${second}`],
    failed: [],
  });
  const [[, fields] = ['', []]] = await redis.client.xrange(keys.outbox(3), '-', '+');
  expect(JSON.parse(fields[1] ?? '')).toEqual(intent);
  // What operators had added is left behind; the mark lets it pass the dedupe memory.
  const [[, pack] = ['', []]] = await redis.client.xrange(keys.events(5), '-', '+');
  expect(pack).toEqual(['n', '1', 'e', JSON.stringify([{ id: '1', replay: 1 }])]);
  expect(await redis.client.hget(keys.counters(5), 'accepted')).toBe('1');
  // A letter that was sent again is gone, and one that could not be read cannot be.
  const third = await redis.client.xadd(
    keys.dead(5),
    '*',
    'd',
    JSON.stringify({ ...event, by: 'decode', code: 'undecodable', value: '[?' }),
  );
  const again = await run('dead-letters', 'replay', `3/${first}`, `5/${second}`, `5/${third}`, '9/1-1', '--json');
  expect(again.code).toBe(1);
  expect(JSON.parse(again.out)).toEqual({ replayed: [], failed: [`3/${first}`, `5/${second}`, `5/${third}`, '9/1-1'] });
});

it('the doctor tells a difference in the accounts from a good sum', { timeout: 30_000 }, async () => {
  await redis.client.hset(keys.manifest, 'partitions', 8);
  await redis.client.hset(keys.counters(2), 'accepted', 7, 'enrich.processed', 5);
  const { code, out } = await run('doctor', '--json');
  expect(code).toBe(1);
  const { diagnoses } = JSON.parse(out) as { diagnoses: { of: string; state: string; words: string }[] };
  expect(diagnoses).toContainEqual({
    of: 'accounts',
    state: 'bad',
    words: 'enrich: 8 accepted = 5 processed + 1 in flight, which leaves 2 lost. Keep the data folder and report it.',
  });
  await redis.client.hincrby(keys.counters(2), 'enrich.duplicate', 2);
  const after = JSON.parse((await run('doctor', '--json')).out) as { diagnoses: typeof diagnoses };
  expect(after.diagnoses.filter(({ of }) => of === 'accounts').map(({ state }) => state)).toEqual(['good', 'good', 'good']);
  // This Redis keeps no log: the doctor says so.
  expect(after.diagnoses).toContainEqual(expect.objectContaining({ of: 'redis', state: 'bad' }));
});
