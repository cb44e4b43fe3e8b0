import { afterAll, beforeAll, expect, it } from 'vitest';
import { experimentFields } from '#experiment';
import { createKeys } from '#redis';
import { type CommandLine, startCommandLine } from './command.fixture.ts';

const keys = createKeys(8);
let line: CommandLine;
beforeAll(async () => {
  line = await startCommandLine();
}, 60_000);
afterAll(async () => line.stop());
const run: CommandLine['run'] = async (...words) => line.run(...words);

it('lists experiments over all lanes, shows one, and tells a broken split', { timeout: 60_000 }, async () => {
  await line.redis.client.hset(keys.manifest, 'partitions', 8);
  expect(await run('experiments')).toEqual({ code: 0, out: 'No contact was exposed to an experiment yet.\n' });
  const generation = Math.floor(Date.now() / (90 * 86_400_000));
  const write = async (partition: number, experiment: string, over: object): Promise<void> => {
    const record = { designs: { d: { from: 0, last: 1_000, weights: { control: 1, nowa: 1 }, over, slots: [] } } };
    const state = keys.state('enrich', partition, generation);
    await line.redis.client.hset(
      state,
      experimentFields.names,
      JSON.stringify({ names: [experiment] }),
      experimentFields.record(experiment),
      JSON.stringify(record),
    );
  };
  await write(1, 'kolor', { control: [2_000, 200], nowa: [2_000, 300] });
  await write(5, 'kolor', { control: [500, 50], nowa: [480, 70] });
  const { code, out } = await run('experiments', 'show', 'kolor');
  expect(code).toBe(0);
  expect(out).toMatch(/^kolor {2}1970-01-01 to 1970-01-01 {2}control: control\n/);
  expect(out).toMatch(/nowa +1 +2480 +370 +2480 +14\.92 % +4\.92 % +[\d.]+ % to [\d.]+ %/);
  expect(out).toContain('nowa converts better than the control.');
  const listed = JSON.parse((await run('experiments', '--json')).out) as {
    experiments: { experiment: string; variants: { uplift?: object }[] }[];
  };
  expect(listed.experiments).toMatchObject([
    { experiment: 'kolor', variants: [{ exposed: 2_500 }, { exposed: 2_480, uplift: { decided: true } }] },
  ]);

  await write(2, 'zepsuty', { control: [3_000, 200], nowa: [2_000, 300] });
  const broken = await run('experiments', 'list');
  expect(broken.code).toBe(1);
  expect(broken.out).toContain('The split is not as it should be');
  expect(await run('experiments', 'show', 'nie-ma')).toMatchObject({ code: 1, out: expect.stringContaining('Nobody was exposed') });
});
