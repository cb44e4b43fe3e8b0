import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWords } from '../testing/run-words.ts';
import { judgeLabels, pearson } from './judge-labels.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentiment-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const path = join(folder, 'posty.jsonl');
  writeFileSync(path, text);
  return path;
}

const POSTS = [
  { text: 'I love this, best coffee ever, so happy!', label: 'positive' },
  { text: 'Terrible service, I hate it, worst shop', label: 'negative', lang: 'en' },
  { text: 'Uwielbiam, cudowna kawa, polecam wszystkim!', label: 'positive', lang: 'pl' },
  { text: 'The shop opens at nine on Monday.', label: 'neutral' },
];

describe('eval sentiment', () => {
  it('prints the figures for scripts and for people', async () => {
    const path = written(POSTS.map((post) => JSON.stringify(post)).join('\n'));
    const { code, out } = await runWords('eval', 'sentiment', path, '--json');
    expect(code).toBe(0);
    const figures = JSON.parse(out) as { [name: string]: unknown };
    expect(figures).toMatchObject({ rows: 4, perClass: { positive: { rows: 2, recall: 1 }, negative: { rows: 1, recall: 1 } } });
    for (const name of ['accuracy', 'macroRecall', 'macroF1', 'postsPerSecond', 'microsPerPost']) expect(figures[name]).toBeGreaterThan(0);
    expect((await runWords('eval', 'sentiment', path)).out).toMatch(/^positive +2 +100\.0 %/m);
  });

  it('judges the model outside, and the built-in one where that gives no answer', async () => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { texts } = JSON.parse(body) as { texts: { language: string }[] };
        // It takes everything for negative, and has nothing to say of Polish.
        const sentiments = texts.map(({ language }) => (language === 'pl' ? null : { score: -1, label: 'negative', confidence: 1 }));
        response.end(JSON.stringify({ sentiments }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = join(folder, 'engine.yaml');
    writeFileSync(config, `data_folder: ${folder}\ntext: { external: { url: "${url}", allow_private: true, batch: 2 } }\n`);
    const path = written(POSTS.map((post) => JSON.stringify(post)).join('\n'));
    const { code, out } = await runWords('eval', 'sentiment', path, '--external', '--config', config, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      answered: 3,
      perClass: { positive: { recall: 0.5 }, negative: { recall: 1 }, neutral: { recall: 0 } },
    });
    server.close();
    server.closeAllConnections();
    const dead = await runWords('eval', 'sentiment', path, '--external', '--config', config);
    expect(dead.out).toContain('the model outside answered for 0 of them (else: no answer (ECONNREFUSED))');
    writeFileSync(config, `data_folder: ${folder}\n`);
    const none = await runWords('eval', 'sentiment', path, '--external', '--config', config);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('no model outside is configured') as string });
  });

  it('correlates with scores where there are no labels', async () => {
    const path = written(
      POSTS.map(({ text, label }) => JSON.stringify({ text, score: ['negative', 'neutral', 'positive'].indexOf(label) })).join('\n'),
    );
    const figures = JSON.parse((await runWords('eval', 'sentiment', path, '--json')).out) as { pearson: number; accuracy: null };
    expect(figures.accuracy).toBeNull();
    expect(figures.pearson).toBeGreaterThan(0.8);
  });

  it.each([
    [['NEG', 'neu', '__label__meta_plus_m'], { negative: 1, neutral: 1, positive: 1 }],
    [[-1, 0, 1], { negative: 1, neutral: 1, positive: 1 }],
    [['0', '1', '2'], { negative: 1, neutral: 1, positive: 1 }],
    [[0, 4, 2, 0], { negative: 2, neutral: 1, positive: 1 }],
    [[0, 1], { negative: 1, positive: 1 }],
  ])('understands how other collections spell labels: %j', async (labels, expected) => {
    const path = written(labels.map((label) => JSON.stringify({ text: 'Kawa.', label, lang: 'Polish' })).join('\n'));
    const { perClass } = JSON.parse((await runWords('eval', 'sentiment', path, '--json')).out) as {
      perClass: { [label: string]: { rows: number } };
    };
    expect(Object.fromEntries(Object.entries(perClass).map(([label, { rows }]) => [label, rows]))).toEqual(expected);
  });

  it('counts what is in a language without a model', async () => {
    const path = written(
      '{"text":"Det är bra","label":"positive","lang":"sv"}\n{"text":"Das ist super, ich liebe es","label":"positive","lang":"German"}\n',
    );
    expect(JSON.parse((await runWords('eval', 'sentiment', path, '--json')).out)).toMatchObject({ rows: 2, unscored: 1 });
  });

  it.each([
    ['{"text":"a","label":"positve"}\n', ':1:13 unknown-label there is no label "positve"; did you mean "positive"?'],
    ['\n{"text":"a"}\n', ':2:1 missing-label'],
    ['{"text":"a","label":7}\n{"text":"b","label":1}', ':1:13 unknown-label there is no label "7"'],
    ['{"label":"positive"}', ':1:1 missing-text'],
    ['{"text":"a","label":"neutral"}\n{"text":"a","score":1}', ':2:1 mixed-rows'],
    ['{"text":"a",}', ':1:13 invalid-json'],
    ['[]', ':1:1 not-an-object'],
    ['', ':1:1 empty-file'],
  ])('tells the place of a mistake in %j', async (text, expected) => {
    const path = written(text);
    const { code, err } = await runWords('eval', 'sentiment', path);
    expect(code).toBe(1);
    expect(err).toContain(`${path}${expected}`);
  });
});

describe('judging labels', () => {
  it('gives the figures that can be reckoned by hand', () => {
    const { accuracy, macroRecall, macroF1, perClass } = judgeLabels(['a', 'a', 'b', 'c'], ['a', 'b', 'b', 'b']);
    expect(accuracy).toBe(0.5);
    expect(macroRecall).toBeCloseTo((1 + 1 / 3) / 2, 12);
    expect(perClass['b']).toEqual({ rows: 3, recall: 1 / 3, precision: 1, f1: 0.5 });
    expect(macroF1).toBeCloseTo((2 / 3 + 0.5) / 2, 12);
    expect(pearson([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(pearson([1, 2, 3], [5, 5, 5])).toBe(0);
  });
});
