import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '#cli';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

const rule = (more: string): string => {
  const path = join(folder, 'skarga.yaml');
  writeFileSync(path, `rule: skarga\nsummary: Ktoś się skarży.\non: [social.mentioned]\nby: { who: event.contact }\n${more}`);
  return path;
};

describe('check', () => {
  it('lets warnings pass, and fails on them when it is strict', async () => {
    const path = rule('when: event.sentiment.score < -2\n');
    const lenient = await run('check', path);
    expect(lenient.code).toBe(0);
    expect(lenient.out).toContain(`${path}:5:7 warning never-true`);
    expect((await run('check', path, '--strict')).code).toBe(1);
  });

  it('knows the accounts and the retention of a configuration, and asks for none of its secrets', async () => {
    const path = rule('workflow:\n  - a: { connector: czat, text: hej }\n  - wait: 2d\n');
    const config = join(folder, 'crosscurrent.yaml');
    writeFileSync(
      config,
      'accounts:\n  czat: { type: slack, url: "https://slack.example/hook", secret: "env:NOT_SET_ANYWHERE" }\nretention: { state: 1d }\n',
    );
    expect((await run('check', path)).out).toContain('unknown-connector there is no account "czat"');
    const configured = await run('check', path, '--config', config);
    expect(configured).toMatchObject({ code: 0, err: '' });
    expect(configured.out).toContain('wait-beyond-retention the wait is longer than state is kept (1d)');
    writeFileSync(config, 'acounts: {}\n');
    const broken = await run('check', path, '--config', config);
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.err).toContain('did you mean "accounts"?');
  });

  it('writes a SARIF log, which excludes JSON', async () => {
    const path = rule('where: event.data.txt == "ż"\n');
    const { code, out } = await run('check', path, '--sarif');
    expect(code).toBe(1);
    const log = JSON.parse(out) as { runs: { results: unknown[]; tool: { driver: { rules: { id: string }[] } } }[] };
    expect(log.runs[0]!.results).toMatchObject([{ ruleId: 'unknown-field', level: 'error' }]);
    expect(log.runs[0]!.tool.driver.rules.map(({ id }) => id)).toContain('never-true');
    expect((await run('check', path, '--sarif', '--json')).code).toBe(2);
  });
});
