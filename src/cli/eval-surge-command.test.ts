import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { runWords } from '../testing/run-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'surge-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const path = join(folder, 'wzmianki o żubrze.csv');
  writeFileSync(path, text);
  return path;
}

/** Two weeks of five minutes with one burst. */
function mentions(): { text: string; burst: string } {
  const random = seededRandom(3);
  const stamp = (row: number): string => new Date(Date.UTC(2026, 1, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ');
  const rows = Array.from({ length: 14 * 288 }, (_, row) => `${stamp(row)},${row === 3_000 ? 400 : Math.round(20 + 8 * random())}`);
  return { text: `timestamp,value\n${rows.join('\n')}\n`, burst: stamp(3_000) };
}

describe('eval surge', () => {
  it('tells the alarms, and writes the score of every row', async () => {
    const { text, burst } = mentions();
    const scores = join(folder, 'scores.csv');
    const { code, out } = await runWords('eval', 'surge', written(text), '--scores', scores, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as { rows: number; alarms: { timestamp: string; score: number }[]; scores: string };
    expect(report).toEqual({ rows: 4_032, alarms: [{ timestamp: burst, score: expect.any(Number) as number }], scores });
    const lines = readFileSync(scores, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(4_033);
    expect(lines[0]).toBe('timestamp,value,anomaly_score');
    expect(lines.find((line) => line.startsWith(burst))).toMatch(/^2026-02-11 10:00:00,400,0\.[5-9]\d+$/);
    for (const line of lines.slice(1)) expect(Number(line.split(',')[2])).toBeLessThanOrEqual(1);
  });

  it('shows people what happened, and reads other writings of time and number', async () => {
    const { text, burst } = mentions();
    const plain = await runWords('eval', 'surge', written(text));
    expect(plain.out).toContain('4032 rows, 1 alarms');
    expect(plain.out).toContain(`${burst}  surge  value 400`);
    const rows = text.trimEnd().split('\n').slice(1);
    const other = rows.map((row) => {
      const [stamp, value] = row.split(',') as [string, string];
      return `x;${Date.parse(`${stamp}Z`) / 1_000};${value},0`;
    });
    const { out } = await runWords('eval', 'surge', written(`kraj;timestamp;value\r\n${other.join('\r\n')}\r\n`), '--json');
    expect((JSON.parse(out) as { alarms: { timestamp: string }[] }).alarms.map((one) => one.timestamp)).toEqual([
      String(Date.parse(`${burst}Z`) / 1_000),
    ]);
  });

  it.each([
    ['time,value\n1,2\n', ':1:1 missing-column there is no column "timestamp"'],
    ['timestamp,values\n1,2\n', 'did you mean "values"?'],
    ['timestamp,value\n2026-01-01,5\nwczoraj,5\n', ':3:1 not-a-time "wczoraj" is no timestamp'],
    ['timestamp,value\n2026-01-01,pięć\n', ':2:1 not-a-number "pięć" is no number'],
  ])('tells the place of a mistake (%#)', async (text, expected) => {
    const { code, out, err } = await runWords('eval', 'surge', written(text));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(expected);
  });

  it('passes over empty values, tells rows that go back in time, and refuses a place it cannot write to', async () => {
    const path = written('timestamp,value\n2026-01-01T00:05:00Z,\n2026-01-01T00:00:00+01:00,3\n');
    const { code, err } = await runWords('eval', 'surge', path, '--json');
    expect([code, err]).toEqual([0, '1 rows are older than the row before them; they were judged in the order of the file.\n']);
    const nowhere = join(folder, 'nie ma', 'scores.csv');
    expect(await runWords('eval', 'surge', path, '--scores', nowhere)).toMatchObject({ code: 2 });
    expect(existsSync(nowhere)).toBe(false);
  });
});
