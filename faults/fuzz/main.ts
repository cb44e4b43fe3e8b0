import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { packageFolder } from '#config';
import { connect, createKeys, freePort, startEmbeddedRedis } from '#redis';
import { createRedisIdentity } from '#stream/redis';
import { seededRandom } from '../rig/random.ts';
import type { FuzzRequest } from './fuzz-request.ts';
import { judgeAnswer } from './judge-answer.ts';
import { mutateRequest } from './mutate-request.ts';
import { breakHead, sendRaw } from './raw-request.ts';
import { fuzzKeys, fuzzSources, seedRequests } from './seeds.ts';

const usage = `Sends mutated requests to a running engine over every route: it must live, give only answers that may be given, and account for every event it took.

  npm run fuzz -- [--requests 100000] [--seed 1] [--json]
`;
const { values: flags } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (flags.help === true) {
  process.stdout.write(usage);
  process.exit(0);
}
const total = Number(flags.requests);
const seed = Number(flags.seed);
if (!Number.isInteger(total) || total < 1 || !Number.isInteger(seed)) {
  process.stderr.write(usage);
  process.exit(2);
}
const IN_FLIGHT = 32;
/** Of so many requests one has a broken head and a connection of its own. */
const RAW_EVERY = 40;
const PATIENCE = 20_000;
const partitions = 4;

const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-fuzz-'));
const redis = await startEmbeddedRedis({ folder: join(folder, 'redis'), port: await freePort(), durability: 'always', announce: () => {} });
const port = await freePort();
writeFileSync(
  join(folder, 'crosscurrent.yaml'),
  `partitions: ${partitions}\nlisten: { port: ${port}, body_limit: 131072, cors_origins: ["https://sklep.example"] }\nwrite_keys: [{ source: fuzz, secret: env:FUZZ_WRITE }]\nadmin_keys: [{ name: fuzz, secret: env:FUZZ_ADMIN }]\n${fuzzSources}`,
);
const engine = spawn(
  process.execPath,
  [
    join(packageFolder(), 'dist', 'src', 'main.js'),
    'start',
    '--config',
    join(folder, 'crosscurrent.yaml'),
    '--redis',
    redis.url,
    '--data',
    folder,
    '--json',
  ],
  {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FUZZ_WRITE: fuzzKeys.write, FUZZ_ADMIN: fuzzKeys.admin, FUZZ_SOURCE: fuzzKeys.source },
  },
);
let complaints = '';
engine.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)));
/** How the engine ended; undefined while it lives. */
const ending = (): string | undefined => {
  const { exitCode, signalCode } = engine;
  return exitCode === null && signalCode === null ? undefined : String(exitCode ?? signalCode);
};
await new Promise<void>((resolve, reject) => {
  createInterface({ input: engine.stdout }).on('line', (line) => {
    if (line.includes('"listening"')) resolve();
  });
  engine.once('exit', () => reject(new Error(`the engine did not start: ${complaints}`)));
});

const url = `http://127.0.0.1:${port}`;
const pool = new Pool(url, { connections: IN_FLIGHT, headersTimeout: PATIENCE, bodyTimeout: PATIENCE });
const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: { [path: string]: object } };
// Every route, described or not, is a place to start from.
const seeds: readonly FuzzRequest[] = [
  ...seedRequests,
  ...Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'nobody-knows'),
      headers: { authorization: `Bearer ${fuzzKeys.admin}`, 'x-write-key': fuzzKeys.write, 'content-type': 'application/json' },
      body: Buffer.from(method === 'get' ? '' : '{}'),
    })),
  ),
];

const random = seededRandom(seed);
const pick = (): FuzzRequest => seeds[Math.floor(random() * seeds.length)]!;
const statuses: { [status: string]: number } = {};
const wrong: { readonly request: string; readonly why: string }[] = [];
const count = (status: string): void => void (statuses[status] = (statuses[status] ?? 0) + 1);
const complain = (request: FuzzRequest, why: string): void => {
  wrong.push({
    request: `${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers).slice(0, 300)} ${request.body.toString('latin1').slice(0, 300)}`,
    why,
  });
};

// A seed that is refused as it stands would be a poor place to start from.
for (const request of seedRequests) {
  const { method, path, headers, body } = request;
  const answer = await pool.request({ method: method as 'GET', path, headers, ...(method === 'GET' ? {} : { body }) });
  await answer.body.dump();
  if ([400, 401, 405, 415, 422].includes(answer.statusCode))
    complain(request, `a request that is in order was answered ${answer.statusCode}`);
}

let sent = 0;
const started = performance.now();
async function work(): Promise<void> {
  while (sent < total && ending() === undefined && wrong.length < 20) {
    const number = sent++;
    const request = mutateRequest(pick(), pick(), random);
    if (number % RAW_EVERY === 0) {
      const answer = await sendRaw(port, breakHead(request, random), PATIENCE);
      const status = answer === undefined ? 'silence' : answer === '' ? 'closed' : (/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'no HTTP');
      count(`raw ${status}`);
      if (status === '500' || status === 'no HTTP') complain(request, `a broken head was answered ${answer?.slice(0, 80)}`);
      continue;
    }
    try {
      const { statusCode, headers, body } = await pool.request({
        method: request.method as 'GET',
        path: request.path,
        headers: request.headers,
        // A request of these methods has no body here: what a client may not send the raw ones do.
        ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { body: request.body }),
      });
      const answer = { status: statusCode, type: String(headers['content-type'] ?? ''), body: await body.text() };
      count(String(statusCode));
      const why = judgeAnswer(request.method, request.path, answer);
      if (why !== undefined) complain(request, why);
    } catch (error) {
      const code = (error as { code?: string }).code ?? (error as Error).name;
      // The server may hang up on a request whose head it refuses before all of it has come.
      count(`client ${code}`);
      if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') complain(request, `no answer in ${PATIENCE / 1_000} s`);
    }
    if (number % 10_000 === 9_999 && flags.json !== true) process.stderr.write(`${number + 1} of ${total} requests\n`);
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, work));
const seconds = (performance.now() - started) / 1_000;

const findings = wrong.map(({ request, why }) => `${why}: ${request}`);
let loop: { p99: number; max: number } | undefined;
let identity: Awaited<ReturnType<ReturnType<typeof createRedisIdentity>>> = [];
if (ending() === undefined) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const gauge = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
  loop = { p99: gauge('nodejs_eventloop_lag_p99_seconds'), max: gauge('nodejs_eventloop_lag_max_seconds') };
  if (!(loop.p99 < 1)) findings.push(`the event loop was held up: p99 ${loop.p99} s`);
  const proof = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-write-key': fuzzKeys.write },
    body: '{"type":"social.mentioned","data":{"platform":"x","text":"żyje"}}',
  });
  if (proof.status !== 202) findings.push(`a good event was answered ${proof.status} at the end`);
  if (({} as { polluted?: unknown }).polluted !== undefined) findings.push('the prototype of objects was changed');
  const client = await connect(redis.url, 'command', () => {});
  const ask = createRedisIdentity(client, createKeys(partitions), 1_000_000);
  for (let wait = 0; wait < 300; wait++) {
    identity = await ask();
    if (identity.every(({ inFlight, difference }) => inFlight === 0 && difference === 0)) break;
    await delay(200);
  }
  for (const { stage, accepted, settled, inFlight, difference } of identity) {
    if (inFlight !== 0 || difference !== 0)
      findings.push(`${stage} does not add up: ${JSON.stringify({ accepted, settled, inFlight, difference })}`);
  }
  client.disconnect();
} else findings.push(`the engine ended with ${ending()}: ${complaints}`);

await pool.destroy();
engine.kill('SIGTERM');
for (let wait = 0; ending() === undefined && wait < 150; wait++) await delay(100);
if (ending() !== '0' && ending() !== undefined) findings.push(`the engine ended with ${ending()} after SIGTERM`);
engine.kill('SIGKILL');
await redis.stop();
rmSync(folder, { recursive: true, force: true });

const summary = {
  seed,
  requests: sent,
  seconds: Number(seconds.toFixed(1)),
  routes: Object.keys(paths).length,
  statuses,
  loop,
  identity,
  findings,
};
if (flags.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
else {
  process.stdout.write(`${sent} requests over ${summary.routes} routes in ${summary.seconds} s (seed ${seed})\n`);
  for (const [status, times] of Object.entries(statuses).toSorted(([one], [other]) => one.localeCompare(other)))
    process.stdout.write(`${status.padStart(28)} ${times}\n`);
  process.stdout.write(findings.length === 0 ? 'nothing wrong was found\n' : `${findings.join('\n')}\n`);
}
process.exit(findings.length > 0 ? 1 : 0);
