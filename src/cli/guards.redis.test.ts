import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisOutbox } from '#outbox/redis';
import { createKeys } from '#redis';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { type CommandLine, startCommandLine } from './command.fixture.ts';

const keys = createKeys(8);
let line: CommandLine;
beforeAll(async () => {
  line = await startCommandLine();
}, 60_000);
afterAll(async () => line.stop());
const run: CommandLine['run'] = async (...words) => line.run(...words);

it('turns kill switches on and off, lists them, and the doctor shows them', { timeout: 60_000 }, async () => {
  await line.redis.client.hset(keys.manifest, 'partitions', 8);
  expect(await run('kill-switch')).toEqual({ code: 0, out: 'No kill switch is on.\n' });
  expect(await run('kill-switch', 'on')).toMatchObject({ code: 2 });
  expect(await run('kill-switch', 'on', '--why', 'złe ceny', '--by', 'ak')).toMatchObject({ code: 0 });
  expect(await run('kill-switch', 'on', '--why', 'przegląd', '--connector', 'meta-ads')).toMatchObject({ code: 0 });
  const listed = await run('kill-switch', 'list', '--json');
  expect(listed.code).toBe(1);
  expect((JSON.parse(listed.out) as { switches: unknown[] }).switches).toMatchObject([
    { scope: '*', by: 'ak', why: 'złe ceny' },
    { scope: 'meta-ads', by: 'cli', why: 'przegląd' },
  ]);
  expect((await run('doctor')).out).toContain('warning  guards: The kill switch stops all actions (ak: złe ceny).');
  expect(await run('kill-switch', 'off')).toMatchObject({ code: 0, out: 'everything goes on.\n' });
  expect(await run('kill-switch', 'off')).toMatchObject({ code: 1 });
  expect(await run('kill-switch', 'off', '--connector', 'meta-ads')).toMatchObject({ code: 0 });
});

it('lists held actions, answers them, and shows what was given up', { timeout: 60_000 }, async () => {
  await line.redis.client.hset(keys.manifest, 'partitions', 8);
  const clock = { now: () => 1_700_000_000_000, monotonic: () => 0, sleep: async () => {} };
  const outbox = new RedisOutbox({ client: line.redis.client, keys, clock, observe: () => {} });
  for (const key of ['k1', 'k2']) await line.redis.client.xadd(keys.outbox(3), '*', 'i', JSON.stringify(anIntent(key)));
  for (const entry of await outbox.read(3, 'a', 10, 0))
    await outbox.settle(entry, { fate: 'held', attempts: 0, until: 1_700_000_060_000, reason: 'it costs 120.00 PLN' });
  const listed = await run('approvals', '--json');
  const { held } = JSON.parse(listed.out) as { held: { id: string; reason: string }[] };
  expect(held).toHaveLength(2);
  expect(held[0]!.id).toMatch(/^3\/\d+-\d+$/);
  expect((await run('approvals', 'list')).out).toContain('it costs 120.00 PLN');
  expect(await run('approvals', 'approve', held[0]!.id, '--by', 'ak')).toMatchObject({
    code: 0,
    out: expect.stringContaining('is on its way'),
  });
  expect(await run('approvals', 'approve', held[0]!.id, '--by', 'ak')).toMatchObject({ code: 1 });
  expect(await run('approvals', 'refuse', held[1]!.id, '--by', 'ak', '--comment', 'za drogo')).toMatchObject({ code: 0 });
  expect((await outbox.read(3, 'a', 10, 0)).map((entry) => entry.approved?.by)).toEqual(['ak']);
  const { out } = await run('suppressed');
  expect(out).toContain('approval  product-buzz  care-slack.post  refused by ak: za drogo');
});
