import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import type { Source } from '#config';
import { connect, startEmbeddedRedis } from '#redis';
import { webhookSender, type WireRequest } from '#testing';
import { conformances, SENT, type Conformance } from '#ingest/fixtures';
import { startChild } from './child.ts';
import { pairwise, spread, type Spread } from './statistics.ts';

const usage = `Requests a second that admission takes from each platform, signatures verified, beside a bare Fastify route that XADDs the body: closed loop, 32 connections, the documented payloads of the platform in turn, rounds interleaved.

  npm run bench:sources -- [--json] [--rounds 3] [--seconds 1.5] [--only meta,x]
`;

const flags = process.argv.slice(2);
const valueOf = (flag: string, otherwise: string): string =>
  flags.includes(flag) ? (flags[flags.indexOf(flag) + 1] ?? otherwise) : otherwise;
if (flags.includes('--help')) {
  process.stdout.write(usage);
  process.exit(0);
}
const rounds = Number(valueOf('--rounds', '3'));
const seconds = Number(valueOf('--seconds', '1.5'));
const only = valueOf('--only', '');
const platforms = conformances.filter(({ type }) => only === '' || only.split(',').includes(type));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const CONNECTIONS = 32;
/** Told to the server: some senders make their keys anew in every process. */
const sourcesOf = platforms.map(({ type, source }): Source => ({ name: type, type, ...source }));

interface Figures {
  readonly verified: number[];
  readonly bare: number[];
}

const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-bench-redis-'));
const redis = await startEmbeddedRedis({ folder, durability: 'always', announce: say });
const figures = new Map<Conformance, Figures>(platforms.map((one) => [one, { verified: [], bare: [] }]));
try {
  for (let round = 0; round < rounds; round++) {
    // Nobody processes what is admitted here: what an earlier round left would hold this one back.
    const client = await connect(redis.url, 'command', () => {});
    await client.call('FLUSHALL', 'SYNC');
    client.disconnect();
    const hooks = await startChild<{ url: string }>('./run-server.js', ['hooks', redis.url, String(SENT), JSON.stringify(sourcesOf)]);
    const bare = await startChild<{ url: string }>('./run-server.js', ['bare-hooks', redis.url]);
    try {
      for (const [one, { verified, bare: without }] of figures) {
        // In turn first and last, so that neither always has the warmer machine.
        const turns = [
          async () => verified.push(await load(hooks.first.url, one)),
          async () => without.push(await load(bare.first.url, one)),
        ];
        for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
        say(`round ${round + 1}: ${one.type} ${Math.round(verified.at(-1)!)}/s, bare ${Math.round(without.at(-1)!)}/s`);
      }
    } finally {
      await hooks.stop();
      await bare.stop();
    }
  }
} finally {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

const sources = [...figures].map(([{ type, payloads }, { verified, bare }]) => ({
  type,
  payloads: payloads.length,
  eventsPerRequest: round2(payloads.reduce((sum, { events }) => sum + events.length, 0) / payloads.length),
  requestsPerSecond: { verified: Math.round(spread(verified).median), bare: Math.round(spread(bare).median) },
  ratio: rounded(pairwise(verified, bare)),
}));
const report = {
  machine: { processors: cpus().length, model: cpus()[0]?.model, node: process.version, durability: 'appendfsync always' },
  runs: rounds,
  sources,
  ratio: round2(spread(sources.map(({ ratio }) => ratio.median)).median),
};
if (flags.includes('--json')) process.stdout.write(`${JSON.stringify(report)}\n`);
else
  console.table(
    sources.map(({ requestsPerSecond, ratio, ...rest }) => ({
      ...rest,
      ...requestsPerSecond,
      ratio: ratio.median,
      least: ratio.min,
      most: ratio.max,
    })),
  );
process.exit();

/** Requests a second of one platform to a server. Every answer must be the 200 that the platform wants to hear. */
async function load(url: string, { type, source, signsWith, signsAs, payloads }: Conformance): Promise<number> {
  const sender = webhookSender({
    platform: signsAs ?? type,
    secret: signsWith ?? source.secrets[0]!,
    address: `${url}/webhooks/${type}`,
    clock: { at: SENT },
    transport: () => Promise.reject(new Error('the load is sent by other means')),
  });
  const requests: WireRequest[] = payloads.map(({ body }) => sender.request(body));
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 250,
    requests: [{ setupRequest: (request) => ({ ...request, ...requests[next++ % requests.length]! }) }],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${type}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  return result['2xx'] / result.duration;
}

function rounded({ median, min, max }: Spread): Spread {
  return { median: round2(median), min: round2(min), max: round2(max) };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
