import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backtest, VirtualEngine } from '#app';
import { planAttribution } from '#attribution';
import type { MarketingEvent, ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import { startWorker } from '#pipeline';
import { ads, decide, social } from '#pipelines';
import { connect, connectLike, createKeys, startEmbeddedRedis } from '#redis';
import { checkRules, Rulebook, type RuleBundle, type RuleFile } from '#rule';
import { createRedisEventSink, createRedisLaneStore } from '#stream/redis';
import { createInstruments } from '#telemetry';
import { mixedEvents, mixedRules } from './rules-mix.ts';
import { benchSettings } from './settings.ts';

/** Process time of a piece of work: on a clock, and what the process itself used, which a busy machine does not stretch. */
interface Took {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const PACK = 50;
const HOUR = 3_600_000;
const CHUNK = 2_000;
const STORY = Date.UTC(2026, 2, 2, 8);

function bundleOf(files: readonly RuleFile[]): RuleBundle {
  const { bundle, findings } = checkRules(files, { mode: 'active' });
  const broken = findings.find((one) => one.severity === 'error');
  if (!bundle) throw new Error(`a rule of the mix has a mistake: ${JSON.stringify(broken)}`);
  return bundle;
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/** The rules alone: events through the pipelines in memory. A part of the events warms the compiler up. */
async function memory(rules: number, events: number, seed: number): Promise<object> {
  const bundle = bundleOf(mixedRules(rules));
  let fires = 0;
  const listener = { fired: () => void fires++, intended: () => {}, suppressed: () => {}, failed: () => {} };
  const engine = new VirtualEngine({ bundle, settings: benchSettings(), listener });
  const warm = Math.min(20_000, Math.ceil(events / 4));
  const all = mixedEvents(seed, warm + events);
  await engine.feed(all.slice(0, warm));
  fires = 0;
  const took = await timed(() => engine.feed(all.slice(warm)));
  return { events, ...took, fires };
}

/** A backtest as the command runs it, on events as they were admitted (`raw`) or as they were recorded with their scores. */
async function history(rules: number, events: number, seed: number, raw: boolean): Promise<object> {
  const bundle = bundleOf(mixedRules(rules));
  const writing = { seconds: 0, cpuSeconds: 0 };
  // Written while it is read, as a file would be, so that memory holds no more of it than the command's would; the time for that is taken off.
  async function* chunks(): AsyncGenerator<ScoredEvent[]> {
    for (let at = 0; at < events; at += CHUNK) {
      let chunk: ScoredEvent[] = [];
      const took = await timed(async () => {
        chunk = mixedEvents(seed * 10_000 + at / CHUNK, Math.min(CHUNK, events - at), STORY + at * 2);
        if (!raw) chunk = scored(chunk);
      });
      writing.seconds += took.seconds;
      writing.cpuSeconds += took.cpuSeconds;
      yield chunk;
    }
  }
  let fires = 0;
  const took = await timed(async () => {
    const report = await backtest({
      history: { chunks: chunks(), counts: { unreadable: 0 } },
      bundle,
      settings: benchSettings(),
      monotonic: () => performance.now(),
    });
    fires = report.fired;
  });
  return { events, seconds: took.seconds - writing.seconds, cpuSeconds: took.cpuSeconds - writing.cpuSeconds, fires };
}

/** What the scored stream would hold of these events, as far as text goes. */
function scored(events: readonly ScoredEvent[]): ScoredEvent[] {
  let state = 7;
  const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return events.map((event) => {
    if (!event.type.startsWith('social.')) return event;
    const score = Math.round((chance() * 2 - 1) * 1_000) / 1_000;
    const label = score < -0.2 ? 'negative' : score > 0.2 ? 'positive' : 'neutral';
    return { ...event, language: { code: 'pl', confidence: 0.9 }, sentiment: { score, label, confidence: 0.8 }, topics: ['kawomat'] };
  });
}

/** A worker of the engine on a Redis of its own, as it runs live: streams, state, commits. */
async function withWorker<R>(
  bundle: RuleBundle,
  work: (tools: {
    append(events: readonly MarketingEvent[]): Promise<void>;
    start(): void;
    settled(): Promise<void>;
    call(...words: [string, ...(string | number)[]]): Promise<unknown>;
    keys: ReturnType<typeof createKeys>;
  }) => Promise<R>,
): Promise<R> {
  const settings = benchSettings();
  const parts = { ...settings, attribution: planAttribution(settings.attribution) };
  const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-bench-rules-'));
  const redis = await startEmbeddedRedis({ folder, durability: 'always', announce: () => {} });
  try {
    const client = await connect(redis.url, 'command', () => {});
    const keys = createKeys(settings.partitions, 'bench');
    const sink = createRedisEventSink({ client, keys, replicas: 0, boundedEntries: 100_000 });
    const store = createRedisLaneStore({
      client,
      openReader: () => connectLike(client, 'reader', () => {}),
      keys,
      clock: systemClock,
      stateGeneration: settings.retention.state,
      boundedEntries: 100_000,
      dedupeWindow: settings.retention.dedupe,
    });
    let worker: ReturnType<typeof startWorker> | undefined;
    const result = await work({
      async append(events) {
        for (let at = 0; at < events.length; at += PACK * settings.partitions)
          await sink.append(events.slice(at, at + PACK * settings.partitions));
      },
      start() {
        worker = startWorker({
          store,
          sink,
          clock: systemClock,
          random: Math.random,
          observe: createInstruments({ process: false }).observe,
          worker: 'bench',
          stages: ['enrich', 'decide'],
          lease: settings.lease,
          retention: settings.retention,
          partitions: settings.partitions,
          enrich: [social(parts), ads(parts)],
          decide,
          rules: () => bundle,
          // The events of the mix lie in the past and are not late for it.
          arrival: { ...settings.time, allowedLateness: 10_000 * 24 * HOUR },
          dedupeWindow: settings.retention.dedupe,
          dedupeSeeds: [1, 2],
          batchEvents: settings.batchEvents,
          keepScored: settings.scoredStream,
        });
      },
      async settled() {
        for (;;) {
          await systemClock.sleep(25);
          const counters = await Promise.all(
            Array.from({ length: keys.partitions }, async (_, partition) => client.hgetall(keys.counters(partition))),
          );
          const sum = (name: string): number => counters.reduce((total, one) => total + Number(one[name] ?? 0), 0);
          const done = (stage: string): number =>
            ['processed', 'duplicate', 'late', 'dead', 'suppressed'].reduce((total, fate) => total + sum(`${stage}.${fate}`), 0);
          if (done('enrich') === sum('accepted') && done('decide') === sum('decide.accepted')) return;
        }
      },
      call: async (...words) => client.call(...words),
      keys,
    });
    await worker?.drain();
    client.disconnect();
    return result;
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function live(rules: number, events: number, seed: number): Promise<object> {
  return withWorker(bundleOf(mixedRules(rules)), async ({ append, start, settled }) => {
    await append(mixedEvents(seed, events));
    const took = await timed(async () => {
      start();
      await settled();
    });
    return { events, ...took };
  });
}

/** Redis bytes that one more key of a rule takes, by what the rule measures; every key has seen five events within its window. */
async function bytes(keysWanted: number): Promise<object> {
  const measures: { [name: string]: string } = {
    count: 'measures: { n: { fn: count, window: 10m } }',
    countDistinctAverage:
      'measures: { n: { fn: count, window: 10m }, d: { fn: distinct, of: event.data.ad, window: 10m }, a: { fn: avg, of: event.data.cost, window: 10m } }',
  };
  const figures: { [name: string]: number } = {};
  const start = Date.now() - 300_000;
  for (const [name, text] of Object.entries(measures)) {
    const rule = `rule: b\nsummary: s\non: [ad.clicked]\nby: { who: event.contact }\n${text}\nwhen: measures.n >= 100\ncooldown: 1h\nworkflow: [{ tell: { connector: slack, channel: "#a", text: "x" } }]\n`;
    figures[name] = await withWorker(bundleOf([{ path: 'b.yaml', text: rule }]), async (tools) => {
      const click = (index: number): MarketingEvent => {
        const at = start + Math.floor(index / keysWanted) * 30_000;
        return {
          id: `e-${index}`,
          source: 'bench',
          type: 'ad.clicked',
          time: new Date(at).toISOString(),
          at,
          received: at,
          contact: `p1${String(index % keysWanted).padStart(18, '0')}`,
          data: { platform: 'google', ad: `ad-${index % 3}`, cost: 0.5 },
        };
      };
      tools.start();
      await tools.append(Array.from({ length: keysWanted * 5 }, (_, index) => click(index)));
      await tools.settled();
      const generation = Math.floor(Date.now() / benchSettings().retention.state);
      let total = 0;
      for (let partition = 0; partition < tools.keys.partitions; partition++)
        total += Number(await tools.call('MEMORY', 'USAGE', tools.keys.state('decide', partition, generation), 'SAMPLES', 0));
      return Math.round(total / keysWanted);
    });
  }
  return figures;
}

/** Waits of runs that become due evenly within a minute: milliseconds from when each was due to when what follows it was committed, by the clock of Redis. */
async function timers(count: number): Promise<object> {
  // Long enough that a busy machine has set all of them before the first is due.
  const wait = Math.max(20, Math.ceil(count / 500) + 20);
  const rule = `rule: t\nsummary: s\non: [lead.submitted]\nby: { who: event.contact }\nworkflow: [{ pause: { wait: ${wait}s } }, { tell: { connector: slack, channel: "#a", text: "x" } }]\n`;
  return withWorker(bundleOf([{ path: 't.yaml', text: rule }]), async (tools) => {
    const start = Date.now();
    tools.start();
    // Stamped over the last minute, so their waits end over a minute, the first of them when all are set.
    const events = Array.from({ length: count }, (_, index): MarketingEvent => {
      const at = start + Math.floor((index * 60_000) / count);
      return {
        id: `t-${index}`,
        source: 'bench',
        type: 'lead.submitted',
        time: new Date(at).toISOString(),
        at,
        received: start,
        contact: `p1${String(index).padStart(18, '0')}`,
        data: { platform: 'web' },
      };
    });
    await tools.append(events);
    await tools.settled();
    const ready = Date.now();
    const sent = async (): Promise<number> => {
      let total = 0;
      for (let partition = 0; partition < tools.keys.partitions; partition++)
        total += Number(await tools.call('XLEN', tools.keys.outbox(partition)));
      return total;
    };
    const deadline = start + wait * 1_000 + 180_000;
    while ((await sent()) < count && Date.now() < deadline) await systemClock.sleep(500);
    const late: number[] = [];
    for (let partition = 0; partition < tools.keys.partitions; partition++) {
      const entries = (await tools.call('XRANGE', tools.keys.outbox(partition), '-', '+')) as [string, string[]][];
      for (const [id, fields] of entries) {
        const due = (JSON.parse(fields[fields.indexOf('i') + 1]!) as { at: number }).at;
        // What was due before all were set says how fast they are set, not how exact timers are.
        if (due >= ready) late.push(Number(id.split('-')[0]) - due);
      }
    }
    if (late.length === 0)
      throw new Error('timers were set more slowly than they became due: nothing can be said of them; try fewer, with --timers');
    late.sort((a, b) => a - b);
    const at = (share: number): number => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
    return { timers: count, measured: late.length, lateMs: { p50: at(0.5), p99: at(0.99), max: late.at(-1) ?? Number.NaN } };
  });
}

/**
 * The longest time that a reload keeps the process from its lanes: one rule of them changed, and all of them; on the clock, and in processor time of the process, which a busy machine does not
 * stretch. And how much longer the first batch after the switch takes.
 */
async function reload(rules: number): Promise<object> {
  let files = mixedRules(rules);
  const rulebook = new Rulebook({ read: async () => files, options: { mode: 'active' }, observe: () => {} });
  await rulebook.load();
  async function longest(
    change: (file: RuleFile, index: number) => RuleFile,
  ): Promise<{ readonly ms: number; readonly processorMs: number }> {
    files = files.map(change);
    const used = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    };
    let pause = 0;
    let work = 0;
    let looking = true;
    let last = performance.now();
    let lastUsed = used();
    const note = (): void => {
      const now = performance.now();
      const nowUsed = used();
      pause = Math.max(pause, now - last);
      work = Math.max(work, nowUsed - lastUsed);
      last = now;
      lastUsed = nowUsed;
    };
    const look = (): void => {
      note();
      if (looking) setImmediate(look);
    };
    setImmediate(look);
    if (!(await rulebook.reload())) throw new Error(JSON.stringify(rulebook.findings[0]));
    looking = false;
    note();
    const round = (value: number): number => Math.round(value * 10) / 10;
    return { ms: round(pause), processorMs: round(work) };
  }
  const changed = (file: RuleFile): RuleFile => ({ ...file, text: file.text.replace('summary: ', 'summary: Again. ') });
  const engine = new VirtualEngine({
    bundle: rulebook.current(),
    settings: benchSettings(),
    listener: { fired: () => {}, intended: () => {}, suppressed: () => {}, failed: () => {} },
  });
  const events = mixedEvents(5, 60_000);
  const batch = 250;
  const times: number[] = [];
  for (let at = 0; at < 50_000; at += batch) times.push((await timed(() => engine.feed(events.slice(at, at + batch)))).cpuSeconds * 1_000);
  const one = await longest((file, index) => (index === 7 ? changed(file) : file));
  const all = await longest(changed);
  engine.switchTo(rulebook.current());
  const first = (await timed(() => engine.feed(events.slice(50_000, 50_000 + batch)))).cpuSeconds * 1_000;
  const usual = times.slice(-100).toSorted((a, b) => a - b)[50]!;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { rules, pause: { oneChanged: one, allChanged: all }, batchProcessorMs: { usual: round(usual), firstAfterSwitch: round(first) } };
}

// One measurement per process, so that none warms or burdens another: rules-run NAME NUMBERS…
const [name = '', ...numbers] = process.argv.slice(2);
const [a = 0, b = 0, c = 1] = numbers.map(Number);
const measurements: { readonly [one: string]: () => Promise<object> } = {
  memory: () => memory(a, b, c),
  live: () => live(a, b, c),
  backtest: () => history(a, b, c, true),
  replay: () => history(a, b, c, false),
  bytes: () => bytes(a),
  timers: () => timers(a),
  reload: () => reload(a),
};
const result = await measurements[name]!();
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
