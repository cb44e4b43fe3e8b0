import { describe, expect, it } from 'vitest';
import { runCli } from '#cli';

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli({
    words,
    environment: {},
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    forPeople: false,
    stopping: AbortSignal.abort(),
    host: 'test',
    pid: 1,
    random: () => 0.5,
  });
  return { code, out, err };
}

describe('describe', () => {
  it('tells the pipelines without words, and rules by their ids', { timeout: 60_000 }, async () => {
    expect((await run('describe')).out).toContain('decide-rules');
    const { code, out } = await run('describe', 'hot-lead', '--lang', 'pl');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^hot-lead\n {2}Osobno dla każdej wartości \(osoba\), gdy przychodzą: odsłony strony.*\n {2}Pamięta najwyżej około [\d.]+ MB/,
    );
    expect((await run('describe', 'hot-lead', '--mermaid')).out).toMatch(/^%% hot-lead: .*\nflowchart TD\n/);
  });

  it('gives scripts everything of all rules', { timeout: 60_000 }, async () => {
    const { rules } = JSON.parse((await run('describe', 'all', '--json')).out) as {
      rules: { rule: string; estimate: { bytes: number } }[];
    };
    expect(rules.length).toBeGreaterThanOrEqual(20);
    expect(rules.find(({ rule }) => rule === 'hot-lead')!.estimate.bytes).toBeGreaterThan(0);
  });

  it('names the nearest rule when there is none of the name', async () => {
    expect(await run('describe', 'hot-laed')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean hot-lead?') as string });
  });
});
