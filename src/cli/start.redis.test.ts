import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '#cli';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command inside this process. */
async function run(...words: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runCli({
    words,
    environment: {},
    out: (text) => void (out += text),
    err: () => undefined,
    forPeople: false,
    stopping: new AbortController().signal,
    host: 'test',
    pid: process.pid,
    random: Math.random,
  });
  return { code, out };
}

/** Starts the program as a user does and resolves with the first line of its output. */
function start(...words: string[]): Promise<string> {
  const environment = { ...process.env, REDIS_URL: '' };
  const program = spawn(process.execPath, ['src/cli/bootstrap.mjs', ...words], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = program;
  let complaints = '';
  program.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  return new Promise((resolve, reject) => {
    program.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    program.once('exit', (code) => reject(new Error(`ended with ${code}: ${complaints}`)));
  });
}

it('start says where it listens, takes an event, and ends with 0 on SIGTERM', { timeout: 90_000 }, async () => {
  const line = await start('start', '--port', '0', '--data', folder, '--json');
  const { listening } = JSON.parse(line) as { listening: string };
  expect(line).toBe(`{"listening":"${listening}"}\n`);
  const { writeKey } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { writeKey: string };
  const answer = await fetch(`${listening}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: '1', type: 'page.viewed', data: { url: 'https://sklep.example/buty-żółte' } }),
  });
  expect(answer.status).toBe(202);

  // The doctor finds the running engine by its data folder, and every event in its accounts.
  const doctor = await run('doctor', '--data', folder, '--json');
  expect(doctor.code).toBe(0);
  const { diagnoses } = JSON.parse(doctor.out) as { diagnoses: { of: string; words: string }[] };
  expect(diagnoses).toContainEqual(expect.objectContaining({ of: 'engine', words: `running at ${listening}` }));
  expect(diagnoses).toContainEqual(
    expect.objectContaining({ of: 'accounts', words: expect.stringContaining('enrich: 1 accepted = ') as string }),
  );
  expect(await run('dead-letters', '--data', folder, '--json')).toMatchObject({ code: 0, out: '{"letters":[]}\n' });

  const ended = new Promise((resolve) => child!.once('exit', resolve));
  child!.kill('SIGTERM');
  expect(await ended).toBe(0);
});
