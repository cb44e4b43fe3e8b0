import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '#cli';
import { scoreSentiment } from '#text';

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

/** A trade in which "ostry" (sharp) is praise, which no general model can know. */
const praise = 'Bardzo ostry nóż';
const sharp = `rule: sharp
summary: Ktoś chwali nóż.
mode: shadow
on: [social.mentioned]
when: event.sentiment.score > 0.2
by: { brand: event.data.brand }
workflow:
  - tell: { connector: slack, channel: "#noże", text: "\${event.data.brand}" }
`;

it('start reads posts with the weights that a user trained, and explain tells why by them', { timeout: 180_000 }, async () => {
  expect(scoreSentiment(praise, 'pl')!.score).toBeLessThan(0.1);
  const file = (name: string): string => join(folder, name);
  const things = ['pomidory', 'chleb', 'mięso'];
  const labels = Array.from({ length: 120 }, (_, row) =>
    row % 2 === 0
      ? { text: `Nóż numer ${row} jest ostry jak brzytwa, tnie ${things[row % 3]}`, label: 'positive', lang: 'pl' }
      : { text: `Nóż numer ${row} jest tępy, tnie ${things[row % 3]}`, label: 'negative', lang: 'pl' },
  );
  writeFileSync(file('noże.jsonl'), labels.map((one) => JSON.stringify(one)).join('\n'));
  expect((await run('train', 'sentiment', file('noże.jsonl'), '--out', file('noże.bin'))).code).toBe(0);
  mkdirSync(file('rules'));
  writeFileSync(file('rules/sharp.yaml'), sharp);
  writeFileSync(
    file('engine.yaml'),
    `text: { sentiment_weights: ${file('noże.bin')} }\nrules: { folder: ${file('rules')} }\npartitions: 1\n`,
  );
  const words = ['--config', file('engine.yaml'), '--data', folder];
  const line = await start('start', '--port', '0', ...words, '--json');
  const { listening } = JSON.parse(line) as { listening: string };
  const { writeKey } = JSON.parse(readFileSync(file('keys.json'), 'utf8')) as { writeKey: string };
  const post = { id: 'ostry', source: 'x', type: 'social.mentioned', data: { platform: 'x', lang: 'pl', brand: 'łoś', text: praise } };
  const answer = await fetch(`${listening}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(post),
  });
  expect(answer.status).toBe(202);
  const decisions = async (): Promise<{ drivers: { score: number } }[]> =>
    (JSON.parse((await run('explain', 'sharp', ...words, '--json')).out || '{"decisions":[]}') as { decisions: [] }).decisions;
  await expect.poll(decisions, { timeout: 30_000 }).toContainEqual(expect.objectContaining({ kind: 'fired' }));
  const fired = (await decisions()).find((one) => 'drivers' in one);
  expect(fired).toMatchObject({ event: { id: 'ostry' }, drivers: { label: 'positive', language: 'pl' } });
  expect(fired!.drivers.score).toBeGreaterThan(0.2);

  // Weights that are damaged are refused before the engine takes an event.
  child!.kill('SIGKILL');
  writeFileSync(file('noże.bin'), readFileSync(file('noże.bin')).subarray(0, 1_000));
  await expect(start('start', '--port', '0', ...words, '--json')).rejects.toThrow(
    /ended with 1: [^]*noże\.bin \(text\.sentiment_weights\): the file has 1000 bytes/,
  );
});
