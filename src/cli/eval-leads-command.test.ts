import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { runWords } from '../testing/run-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leads-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const path = join(folder, 'leads.csv');
  writeFileSync(path, text);
  return path;
}

/** 400 leads in the manner of a spreadsheet; `leak` is the outcome itself. */
function leads(): string {
  const random = seededRandom(7);
  const rows = Array.from({ length: 400 }, (_, at) => {
    const visits = random() * 10;
    const outcome = random() < visits / 12 ? 'tak' : 'nie';
    return `${at};"${random() < 0.5 ? 'Łódź' : 'Kraków; centrum'}";${visits.toFixed(2).replace('.', ',')};${outcome};${outcome === 'tak' ? 1 : 2}`;
  });
  return `nr;miasto;wizyty;kupił;leak\r\n${rows.join('\r\n')}\r\n`;
}

describe('eval leads', () => {
  it('measures in time order and on a fifth held back, and leaves out the numbers of rows', async () => {
    const path = written(leads());
    for (const more of [['--time-order'], []]) {
      const { code, out, err } = await runWords('eval', 'leads', path, '--target', 'kupił', '--drop', 'leak', '--json', ...more);
      expect(code).toBe(0);
      expect(err).toContain('"nr" numbers the rows');
      const figures = JSON.parse(out) as { [name: string]: number };
      expect(Object.keys(figures)).toEqual(['rows', 'evaluated', 'auc', 'logLoss', 'ece', 'lift10']);
      expect(figures).toMatchObject({ rows: 400, evaluated: 80 });
      expect(figures['auc']).toBeGreaterThan(0.65);
      expect(figures['auc']).toBeLessThan(0.97);
      expect(await runWords('eval', 'leads', path, '--target', 'kupił', '--drop', 'leak', '--json', ...more)).toMatchObject({ out });
    }
  });

  it('shows people the figures and why the last lead stands where it does', async () => {
    const { out, err } = await runWords('eval', 'leads', written(leads()), '--target', 'kupił');
    expect(err).toContain('too good to be true: is "leak"');
    expect(out).toContain('400 leads');
    expect(out).toMatch(/AUC +1\.0/);
    expect(out).toMatch(/ {2}[+-]\d\.\d\d {2}leak/);
  });

  it.each([
    [leads(), ['--target', 'kupil'], ':1:1 unknown-column there is no column "kupil"; did you mean "kupił"?'],
    [leads(), ['--target', 'kupił', '--drop', 'lek'], 'did you mean "leak"?'],
    [leads(), ['--target', 'miasto'], 'which of'],
    [leads(), ['--target', 'nr'], ':4:1 not-two-outcomes'],
    ['a,y\n1,yes\n2,no\n3,\n', ['--target', 'y'], ':4:1 missing-outcome'],
    ['a,y\n1,yes\n2,no\n', ['--target', 'y'], 'too-few-rows'],
    ['a,y\n1,"yes\n', ['--target', 'y'], ':2:3 unclosed-quote'],
  ])('tells the place of a mistake (%#)', async (text, words, expected) => {
    const { code, out, err } = await runWords('eval', 'leads', written(text), ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(expected);
  });

  it('takes the value that means converted from the command line', async () => {
    const { code } = await runWords('eval', 'leads', written(leads()), '--target', 'miasto', '--positive', 'Łódź', '--json');
    expect(code).toBe(0);
    expect(await runWords('eval', 'leads', written(leads()))).toMatchObject({ code: 2 });
  });
});
