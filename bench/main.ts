import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { connect, startEmbeddedRedis } from '#redis';
import { loadAdmission } from './admission.ts';
import { measureBytes } from './bytes.ts';
import { startChild } from './child.ts';
import { measureLatency } from './latency.ts';
import { pairwise, spread } from './statistics.ts';
import type { Run } from './subject.ts';

const usage = `Measures the engine side by side with its peers, on one machine, one Redis set up the same for all (appendfsync always), rounds interleaved, medians quoted.

  npm run bench -- [--json] [--rounds 5] [--events 200000] [--only throughput,admission,latency,bytes]
`;

const flags = process.argv.slice(2);
const valueOf = (flag: string, otherwise: string): string =>
  flags.includes(flag) ? (flags[flags.indexOf(flag) + 1] ?? otherwise) : otherwise;
if (flags.includes('--help')) {
  process.stdout.write(usage);
  process.exit(0);
}
const rounds = Number(valueOf('--rounds', '5'));
const events = Number(valueOf('--events', '200000'));
const only = valueOf('--only', 'throughput,admission,latency,bytes').split(',');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-bench-redis-'));
const redis = await startEmbeddedRedis({ folder, durability: 'always', announce: say });
const report: Record<string, unknown> = {
  machine: {
    processors: cpus().length,
    model: cpus()[0]?.model,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: await redisVersion(),
    durability: 'appendfsync always',
  },
  runs: rounds,
};
try {
  if (only.includes('throughput')) Object.assign(report, await throughput());
  if (only.includes('admission')) Object.assign(report, { admit: await admission() });
  if (only.includes('latency')) Object.assign(report, { latencyMs: await latency() });
  if (only.includes('bytes')) Object.assign(report, { bytes: (await empty(), await measureBytes(redis.url)) });
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (flags.includes('--json')) process.stdout.write(`${JSON.stringify(report)}\n`);
else process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
process.exit();

/** Events a second of each subject, each round one run of each in turn, each in a process of its own. */
async function throughput(): Promise<object> {
  const sizes = { engine: events, bare: events, bullmq: Math.ceil(events / 10), memory: events };
  const names = Object.keys(sizes) as (keyof typeof sizes)[];
  const rates: Record<keyof typeof sizes, number[]> = { engine: [], bare: [], bullmq: [], memory: [] };
  /** Events a second from the first append to the last effect, for the two that find duplicates. */
  const whole: { engine: number[]; bullmq: number[] } = { engine: [], bullmq: [] };
  let work: Run['more'];
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      await empty();
      const child = await startChild<Run>('./run-subject.js', [name, redis.url, String(sizes[name]), String(round + 1)]);
      await child.stop();
      rates[name].push(child.first.events / child.first.seconds);
      const { seconds, fillSeconds = 0 } = child.first;
      if (name === 'engine' || name === 'bullmq') whole[name].push(child.first.events / (seconds + fillSeconds));
      if (name === 'engine') work = child.first.more;
      say(`round ${round + 1}: ${name} ${Math.round(rates[name].at(-1)!)} events/s`);
    }
  }
  const eventsPerSecond = Object.fromEntries(names.map((name) => [name, rounded(spread(rates[name]), 0)]));
  // BullMQ finds duplicates when jobs are added, the engine when events are processed: the same job is adding and processing. The rates above are of processing alone, and so is `withoutAdding`.
  const ratios = {
    bare: rounded(pairwise(rates.engine, rates.bare), 2),
    bullmq: rounded(pairwise(whole.engine, whole.bullmq), 2),
    memory: rounded(pairwise(rates.engine, rates.memory), 2),
  };
  const withAdding = {
    eventsPerSecond: { engine: rounded(spread(whole.engine), 0).median, bullmq: rounded(spread(whole.bullmq), 0).median },
    ratio: ratios.bullmq.median,
  };
  const withoutAdding = { ratio: rounded(pairwise(rates.engine, rates.bullmq), 2).median };
  return {
    eventsPerSecond: flat(eventsPerSecond),
    ratios: flat(ratios),
    withAdding,
    withoutAdding,
    spread: { eventsPerSecond, ratios },
    work,
  };
}

async function admission(): Promise<object> {
  const seconds = 4;
  const figures = { bare: [] as number[], single: [] as number[], batch: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    await empty();
    figures.bare.push((await loadAdmission('bare', redis.url, 1, seconds)).events);
    await empty();
    figures.single.push((await loadAdmission('admit', redis.url, 1, seconds)).events);
    await empty();
    figures.batch.push((await loadAdmission('admit', redis.url, 100, seconds)).events);
    say(
      `round ${round + 1}: bare ${Math.round(figures.bare.at(-1)!)}/s, single ${Math.round(figures.single.at(-1)!)}/s, in batches of 100 ${Math.round(figures.batch.at(-1)!)} events/s`,
    );
  }
  const ratios = { single: rounded(pairwise(figures.single, figures.bare), 2), batch: rounded(pairwise(figures.batch, figures.bare), 2) };
  return {
    eventsPerSecond: flat({
      bare: rounded(spread(figures.bare), 0),
      single: rounded(spread(figures.single), 0),
      batch: rounded(spread(figures.batch), 0),
    }),
    ratios: flat(ratios),
    spread: { ratios },
  };
}

async function latency(): Promise<object> {
  await empty();
  const sorted = (await measureLatency(redis.url, 12)).toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10;
  say(`latency from accept to action at 500 events/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms over ${sorted.length} actions`);
  return { p50: at(0.5), p99: at(0.99), max: at(1), actions: sorted.length };
}

async function empty(): Promise<void> {
  const client = await connect(redis.url, 'command', () => {});
  await client.call('FLUSHALL', 'SYNC');
  client.disconnect();
}

async function redisVersion(): Promise<string> {
  const client = await connect(redis.url, 'command', () => {});
  const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
  client.disconnect();
  return version;
}

function rounded<T extends { median: number; min: number; max: number }>(figures: T, digits: number): T {
  const round = (value: number): number => Number(value.toFixed(digits));
  return { ...figures, median: round(figures.median), min: round(figures.min), max: round(figures.max) };
}

function flat(figures: Record<string, { median: number }>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, { median }]) => [name, median]));
}
