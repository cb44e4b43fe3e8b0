import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '#cli';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
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

const RULE =
  'rule: skarga\nsummary: Ktoś się skarży.\non: [social.mentioned]\nwhere: event.sentiment.score < -0.5\nby: { who: event.contact }\n';
const TEST = `tests:
  - name: zła opinia
    rule: skarga
    start: 2026-01-05T10:00:00Z
    feed:
      - { at: 0s, event: { type: social.mentioned, contact: ola, data: { text: "Fatalna obsługa!" }, sentiment: -0.8 } }
    expect:
      - { at: 1m, fired: { group: { who: ola }, times: 1 } }
`;

describe('the command line', () => {
  it('answers 0 to a call for help, and 2 to what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('doctor') as string });
    expect(await run('start', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Examples:') as string });
    expect(await run('chekc')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean check?') as string });
    expect(await run('start', '--port', '70000')).toMatchObject({ code: 2, out: '' });
    expect(await run('check', '--jsno')).toMatchObject({ code: 2, out: '' });
  });

  it('checks rules: 0 when clean, 1 with findings that stand by their place', async () => {
    const rule = join(folder, 'skarga.yaml');
    writeFileSync(rule, RULE);
    expect(await run('check', folder)).toMatchObject({ code: 0, out: expect.stringContaining('1 rules, 0 errors') as string });
    writeFileSync(rule, RULE.replace('where', 'wehre'));
    const broken = await run('check', rule);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain(`${rule}:4:1 unknown-field`);
    expect(broken.out).toContain('did you mean "where"');
    expect(JSON.parse((await run('check', rule, '--json')).out)).toMatchObject({ findings: [{ code: 'unknown-field', line: 4 }] });
    expect(await run('check', join(folder, 'nigdzie'))).toMatchObject({ code: 2, err: expect.stringContaining('nigdzie') as string });
  });

  it('tests rules: 0 when all pass, 1 when one does not, with what was expected', async () => {
    writeFileSync(join(folder, 'skarga.yaml'), RULE);
    writeFileSync(join(folder, 'skarga.test.yaml'), TEST);
    expect(await run('test', folder)).toMatchObject({ code: 0, out: '1 passed, 0 failed\n' });
    writeFileSync(join(folder, 'skarga.test.yaml'), TEST.replace('times: 1', 'times: 7'));
    const failed = await run('test', folder);
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/failed: zła opinia/);
    expect(failed.out).toMatch(/0 passed, 1 failed\n$/);
  });

  it('shows mistakes of the configuration without a stack', async () => {
    const file = join(folder, 'c.yaml');
    writeFileSync(file, 'partitons: 4\n');
    const answer = await run('start', '--config', file);
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toBe(`${file}:1:1 unknown-field there is no field "partitons" here; did you mean "partitions"?\n`);
  });

  it('tells wrong words of every command with 2 and the nearest right one', async () => {
    expect(await run()).toMatchObject({ code: 2, out: '' });
    expect(await run('start', '--roles', 'admit,decid')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean decide?') as string,
    });
    expect(await run('start', '--partitions', '0')).toMatchObject({ code: 2 });
    expect(await run('demo', '--events', '3')).toMatchObject({ code: 2 });
    expect(await run('dead-letters', 'list', '--limt', '3')).toMatchObject({ code: 2, err: expect.stringContaining('--limit') as string });
    expect(await run('dead-letters', 'replay')).toMatchObject({ code: 2 });
    expect(await run('dead-letters', 'replay', 'żaden')).toMatchObject({ code: 2, err: expect.stringContaining('żaden') as string });
  });

  it('describes what runs, from the declarations', async () => {
    const { code, out } = await run('describe', '--json');
    expect(code).toBe(0);
    const { pipelines } = JSON.parse(out) as { pipelines: { name: string; through: { name: string }[] }[] };
    expect(pipelines.map(({ name }) => name)).toEqual(['contacts', 'social', 'ads', 'decide', 'deliver', 'budgets']);
    expect(pipelines[1]!.through.map(({ name }) => name)).toContain('score-sentiment');
  });

  it('tests and checks the shipped rules when no path is named', { timeout: 30_000 }, async () => {
    expect(await run('check')).toMatchObject({ code: 0 });
    expect(await run('test')).toMatchObject({ code: 0 });
  });

  it('says in words that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await run('sandbox', '--port', String(port))).toMatchObject({
      code: 1,
      out: '',
      err: `Port ${port} is taken. Choose another with --port, or stop what uses it.\n`,
    });
    server.close();
    const sandbox = await run('sandbox', '--port', '0', '--json');
    expect(sandbox.code).toBe(0);
    expect(sandbox.out).toMatch(/^\{"listening":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
  });
});
