import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSentiment } from '#app';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWords } from '../testing/run-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A trade in which "ostry" (sharp) is praise, which no general model can know. */
function labelled(): string {
  const path = join(folder, 'noze.jsonl');
  const rows = Array.from({ length: 120 }, (_, row) =>
    row % 2 === 0
      ? { text: `Nóż numer ${row} jest ostry jak brzytwa, tnie ${['pomidory', 'chleb', 'mięso'][row % 3]}`, label: 'positive', lang: 'pl' }
      : { text: `Nóż numer ${row} jest tępy, tnie ${['pomidory', 'chleb', 'mięso'][row % 3]}`, label: 'negative', lang: 'pl' },
  );
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

describe('train sentiment', () => {
  it('learns what words mean in a trade, the same bytes every time, and its weights can be judged and used', async () => {
    const path = labelled();
    const [one, other] = [join(folder, 'one.bin'), join(folder, 'other.bin')];
    const { code, out } = await runWords('train', 'sentiment', path, '--out', one, '--json');
    expect(code).toBe(0);
    const { figures, leftOut } = JSON.parse(out) as { figures: { language: string; before: number; after: number }[]; leftOut: string[] };
    expect(leftOut).toEqual([]);
    expect(figures[0]!.language).toBe('pl');
    expect(figures[0]!.after).toBeGreaterThanOrEqual(figures[0]!.before);
    await runWords('train', 'sentiment', path, '--out', other);
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    const judge = async (...more: string[]): Promise<number> =>
      (JSON.parse((await runWords('eval', 'sentiment', path, '--json', ...more)).out) as { macroRecall: number }).macroRecall;
    expect(await judge('--weights', one)).toBeGreaterThan((await judge()) + 0.1);
    const models = await openSentiment(one);
    expect(models.score('Bardzo ostry nóż', 'pl')!.score).toBeGreaterThan(models.score('Bardzo tępy nóż', 'pl')!.score);
    // Languages that the file does not know are read by the models of the package.
    expect(models.score('Das ist wunderbar', 'de')).toBeDefined();
  }, 60_000);

  it('says what is wanting', async () => {
    const path = join(folder, 'few.jsonl');
    writeFileSync(path, '{"text":"a","label":"neutral"}');
    expect(await runWords('train', 'sentiment', path)).toMatchObject({ code: 2 });
  });

  it('refuses weights that are missing or damaged', async () => {
    const path = join(folder, 'damaged.bin');
    writeFileSync(path, 'no weights');
    await expect(openSentiment(path)).rejects.toMatchObject({ code: 'invalid-weights' });
    await expect(openSentiment(join(folder, 'nowhere.bin'))).rejects.toMatchObject({ code: 'invalid-weights' });
  });
});
