import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWords } from '../testing/run-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attribute-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const path = join(folder, 'ścieżki.csv');
  writeFileSync(path, text);
  return path;
}

const PATHS = 'path;total_conversions;total_conversion_value;total_null\nmeta > google > direct;2;30,5;1\ngoogle;1;10;4\n';

describe('attribute', () => {
  it('prints the credit of every channel under every model for scripts', async () => {
    const { code, out } = await runWords('attribute', written(PATHS), '--json');
    expect(code).toBe(0);
    const { credits } = JSON.parse(out) as { credits: Record<string, { conversions: number; value: number }>[] };
    const google = credits.find(({ channel }) => (channel as unknown) === 'google')!;
    expect(Object.keys(google)).toEqual([
      'channel',
      'first',
      'last',
      'lastNonDirect',
      'linear',
      'timeDecay',
      'position',
      'markov',
      'shapley',
    ]);
    expect(google['first']).toEqual({ conversions: 1, value: 10 });
    expect(google['lastNonDirect']).toEqual({ conversions: 3, value: 40.5 });
    expect(google['position']).toEqual({ conversions: expect.closeTo(1.4, 12) as number, value: expect.closeTo(16.1, 12) as number });
  });

  it('takes a model by either of its writings, and says the nearest of a mistyped one', async () => {
    const one = await runWords('attribute', written(PATHS), '--model', 'last-non-direct', '--json');
    expect(Object.keys((JSON.parse(one.out) as { credits: object[] }).credits[0]!)).toEqual(['channel', 'lastNonDirect']);
    expect(await runWords('attribute', written(PATHS), '--model', 'lastNonDirect', '--json')).toEqual(one);
    expect(await runWords('attribute', written(PATHS), '--model', 'markow')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean markov?') as string,
    });
    expect(await runWords('attribute', written(PATHS), '--position', '0.8,0.8')).toMatchObject({ code: 2 });
    expect(await runWords('attribute', join(folder, 'nie-ma.csv'))).toMatchObject({ code: 2 });
  });

  it('shows tables to people', async () => {
    const { out } = await runWords('attribute', written(PATHS));
    expect(out).toContain('2 paths: 3 conversions worth 40.5, 5 walks to none');
    expect(out).toMatch(/^google +1\.00 +1\.00 +3\.00/m);
  });

  it.each([
    ['path;total_conversion\na;1\n', ':1:1 missing-column there is no column "total_conversions"; did you mean "total_conversion"?'],
    ['path;total_conversions\na > > b;1\n', ':2:1 empty-channel'],
    ['path;total_conversions\na;1\nb;-2\n', ':3:1 not-an-amount'],
    ['path;total_conversions\na;1;2\n', ':2:1 wrong-width'],
    ['', ':1:1 empty-table'],
  ])('tells the place of a mistake in %j', async (text, expected) => {
    const path = written(text);
    const { code, out, err } = await runWords('attribute', path);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`${path}${expected}`);
    expect(await runWords('attribute', path, '--json')).toMatchObject({ code: 1, out: expect.stringContaining('"findings"') as string });
  });
});
