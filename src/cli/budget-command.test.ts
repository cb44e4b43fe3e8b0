import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { runWords } from '../testing/run-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const path = join(folder, 'tygodnie.csv');
  writeFileSync(path, text);
  return path;
}

/** Sixty weeks in which `radio` brings three per unit and `prasa` nothing; `plakat` was paid for three times. */
function weeks(): string {
  const random = seededRandom(2);
  const rows = Array.from({ length: 60 }, (_, week) => {
    const radio = 100 * random();
    const paper = 100 * random();
    return `2025-${week};${(500 + 3 * radio + 10 * random()).toFixed(1).replace('.', ',')};${radio.toFixed(2)};${paper.toFixed(2)};${week < 3 ? 9 : 0}`;
  });
  return `tydzień;przychód;radio;prasa;plakat\n${rows.join('\n')}\n`;
}

const words = ['--response', 'przychód', '--spend', 'radio,prasa,plakat'];

interface Printed {
  readonly holdout: { readonly mape: number };
  readonly curves: readonly { readonly channel: string; readonly points: readonly object[] }[];
  readonly proposal: readonly { readonly channel: string; readonly current: number; readonly proposed: number; readonly locked?: string }[];
  readonly expected: { readonly now: number; readonly proposed: number; readonly low: number; readonly high: number };
}

describe('budget', () => {
  it('finds the channel that brings something, and keeps to the cap and to what it knows too little of', async () => {
    const path = written(weeks());
    const { code, out } = await runWords('budget', path, ...words, '--cap', '0.5,1.5', '--json');
    expect(code).toBe(0);
    const { holdout, curves, proposal, expected } = JSON.parse(out) as Printed;
    expect(holdout.mape).toBeLessThan(0.05);
    expect(curves.map(({ channel, points }) => [channel, points.length])).toEqual([
      ['radio', 11],
      ['prasa', 11],
      ['plakat', 11],
    ]);
    const [radio, paper, poster] = proposal;
    expect(radio!.proposed / radio!.current).toBeGreaterThan(1.3);
    expect(radio!.proposed / radio!.current).toBeLessThan(1.5 + 1e-9);
    expect(paper!.proposed / paper!.current).toBeGreaterThan(0.5 - 1e-9);
    expect(poster!.proposed).toBe(poster!.current);
    expect(poster!.locked).toContain('too little');
    const sum = (what: 'current' | 'proposed'): number => proposal.reduce((all, one) => all + one[what], 0);
    expect(sum('proposed')).toBeCloseTo(sum('current'), 6);
    expect(expected.proposed).toBeGreaterThan(expected.now);
    expect(expected.low).toBeLessThanOrEqual(expected.high);
    expect(await runWords('budget', path, ...words, '--cap', '0.5,1.5', '--json')).toMatchObject({ out });
  }, 60_000);

  it('explains itself to people', async () => {
    const { code, out } = await runWords('budget', written(weeks()), ...words, '--lock', 'prasa', '--recent', '20', '--total', '70');
    expect(code).toBe(0);
    expect(out).toMatch(/^60 rows\. The last 8 were foretold with a mean error of/);
    expect(out).toContain('prasa stays at');
    expect(out).toContain('it was locked by hand');
    expect(out).toContain('One more unit of money brings');
  }, 60_000);

  it.each([
    [['--response', 'przychod', '--spend', 'radio'], 1, ':1:1 unknown-column there is no column "przychod"; did you mean "przychód"?'],
    [['--response', 'tydzień', '--spend', 'radio'], 1, ':2:1 not-an-amount "2025-0" in tydzień is no number'],
    [['--response', 'przychód'], 2, '--spend'],
    [[...words, '--cap', '2,3'], 2, 'a part of at most 1'],
    [[...words, '--lock', 'kino'], 2, '--lock names "kino"'],
  ])('refuses %j', async (more, expected, said) => {
    const { code, out, err } = await runWords('budget', written(weeks()), ...more);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(said);
  });

  it.each([
    ['y,a\n1,-2\n'.concat('1,2\n'.repeat(30)), ':2:1 not-an-amount "-2" in a'],
    ['y,a\n1,2\n', 'too-few-rows'],
  ])('tells the place of a mistake (%#)', async (text, said) => {
    const { code, err } = await runWords('budget', written(text), '--response', 'y', '--spend', 'a');
    expect(code).toBe(1);
    expect(err).toContain(said);
  });
});
