import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Intent } from '#action';
import { allRoles, startDeployment, type Deployment } from '#app';
import { CrosscurrentError, systemClock } from '#kernel';
import { connect, createKeys, type RedisClient } from '#redis';
import { startSandbox, type Sandbox } from '#sandbox';
import { createInstruments, createLog, type Log } from '#telemetry';
import { demoOrigin } from './demo-origin.ts';
import { demoSettings } from './demo-settings.ts';
import { demoWatch } from './demo-watch.ts';
import { OutboxTap } from './outbox-tap.ts';
import { play } from './play.ts';
import { Progress } from './progress.ts';
import { quiet } from './quiet.ts';
import { readScored } from './read-scored.ts';
import { storyClock, type StoryClock } from './story-clock.ts';
import { storyOf, type Story } from './story.ts';
import { summarise, type Summary } from './summary.ts';
import { summaryPage } from './summary-page.ts';

/** What the demo is run with. */
export interface DemoOptions {
  readonly seed: number;
  readonly events: number;
  /** Seconds in which the story is played. */
  readonly seconds: number;
  readonly port: number;
  /** Kept when it is given; a temporary one, gone at the end, without it. */
  readonly dataFolder?: string;
  readonly redis?: string;
  readonly pid: number;
  readonly random: () => number;
  readonly stopping: AbortSignal;
  readonly forPeople: boolean;
  /** The engine's log; errors on standard error without it. */
  readonly log?: Log;
  /** Progress, in words. */
  tell(text: string): void;
}

/** A demo whose story is over, still serving. */
export interface Demo {
  /** Undefined when it was stopped before the end. */
  readonly summary: Summary | undefined;
  readonly url: string;
  readonly sandbox: string;
  readonly writeKey: string;
  readonly redisUrl: string;
  readonly story: Story;
  /** What the rules wanted done. */
  readonly intents: readonly Intent[];
  stop(): Promise<void>;
}

/** The page needs its own style and nothing else. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Starts Redis, the sandbox and the engine, plays the story over HTTP, and resolves with the summary when everything that follows from it is done. */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const begun = systemClock.monotonic();
  const temporary = options.dataFolder === undefined ? mkdtempSync(join(tmpdir(), 'crosscurrent-demo-')) : undefined;
  const dataFolder = options.dataFolder ?? temporary!;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const closing: (() => Promise<void> | void)[] = [];
  if (temporary !== undefined) closing.push(() => rmSync(temporary, { recursive: true, force: true }));
  let closed: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (closed ??= (async () => {
      for (const close of closing.toReversed()) await close();
    })());
  try {
    options.tell('Starting Redis, the sandbox of the platforms and the engine …\n');
    const sandbox = await startSandbox({ port: 0 });
    closing.push(() => sandbox.stop());
    return await tellStory({ ...options, dataFolder }, sandbox, begun, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function tellStory(
  options: DemoOptions & { readonly dataFolder: string },
  sandbox: Sandbox,
  begun: number,
  closing: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Demo> {
  const { seed, events, seconds, dataFolder, stopping } = options;
  const settings = demoSettings({ dataFolder, port: options.port, sandbox: sandbox.url, redis: options.redis });
  const { length } = storyOf({ seed, start: 0, events });
  const origin = demoOrigin(dataFolder, systemClock.now(), length, seconds * 1_000);
  const clock = storyClock(origin, length / (seconds * 1_000), length);
  const prefix = options.redis === undefined ? 'cc' : `cc-demo-${origin.toString(36)}`;
  const watch = demoWatch();
  const standing = { share: 0, events: 0 };
  let summary: Summary | undefined;

  const deployment = await startDeployment({
    settings,
    roles: allRoles,
    worker: 'demo',
    clock,
    random: options.random,
    instruments: createInstruments(),
    // The story tells itself; only what goes wrong is worth a line between.
    log: options.log ?? createLog({ level: 'error', pretty: options.forPeople }),
    pid: options.pid,
    prefix,
    observers: [watch.observe],
    extend: (server) => {
      server.get('/', async (_request, reply) =>
        reply
          .headers(pageHeaders)
          .type('text/html; charset=utf-8')
          .send(summaryPage({ ...standing, fires: watch.fires }, summary)),
      );
    },
    announce: (line) => options.tell(`${line}\n`),
  });
  closing.push(() => deployment.stop());
  const client = await connect(deployment.redisUrl, 'command', () => undefined);
  closing.push(async () => {
    if (options.redis !== undefined) await forget(client, prefix);
    client.disconnect();
  });

  const { url } = deployment.engine;
  const writeKey = settings.writeKeys[0]?.key;
  if (writeKey === undefined) throw new CrosscurrentError('invalid-settings', 'The demo has no write key.');
  const story = storyOf({ seed, start: clock.now(), events });
  options.tell(`Playing an afternoon around the coffee machine Kawomat: ${url}/ shows it live.\n`);
  const keys = createKeys(settings.partitions, prefix);
  const before = await deployment.engine.identity();
  const refusedBefore = await client.xlen(keys.refused);
  // Stream entries are named by the server's time: whatever is older belongs to an earlier story.
  const since = String((await serverTime(client)) + 1);
  const tap = new OutboxTap(client, keys, since);
  await playAlong({ story, options, clock, deployment, writeKey, tap, standing, fires: () => watch.fires.length });
  const identity = await quiet(deployment.engine, stopping);
  await tap.read();
  if (!stopping.aborted) {
    summary = summarise({
      story,
      watch,
      rules: [...deployment.rulebook.current().rules.keys()],
      intents: tap.intents,
      before,
      identity,
      refusedInStream: (await client.xlen(keys.refused)) - refusedBefore,
      scored: await readScored(client, keys, since),
      received: sandbox.received(),
      audiences: sandbox.audiences(),
      seconds: (systemClock.monotonic() - begun) / 1_000,
    });
  }
  return { summary, url, sandbox: sandbox.url, writeKey, redisUrl: deployment.redisUrl, story, intents: tap.intents, stop };
}

/** Sends the story and, meanwhile, shows where it is and reads along the outboxes; ends when the story's time is over. */
async function playAlong(run: {
  readonly story: Story;
  readonly options: DemoOptions;
  readonly clock: StoryClock;
  readonly deployment: Deployment;
  readonly writeKey: string;
  readonly tap: OutboxTap;
  readonly standing: { share: number; events: number };
  fires(): number;
}): Promise<void> {
  const { story, options, clock, standing } = run;
  const { stopping } = options;
  clock.begin();
  const start = story.start;
  const progress = new Progress(options.tell, options.forPeople);
  const over = new AbortController();
  const along = (async () => {
    while (!over.signal.aborted) {
      const passed = Math.min(story.length, clock.now() - start);
      standing.share = passed / story.length;
      progress.show(standing.share, passed, standing.events, run.fires());
      await run.tap.read();
      await systemClock.sleep(250, over.signal).catch(() => undefined);
    }
  })();
  try {
    const { url } = run.deployment.engine;
    await play({
      submissions: story.submissions,
      url,
      writeKey: run.writeKey,
      clock,
      stopping,
      sent: (events) => (standing.events += events),
    });
    while (clock.now() < start + story.length && !stopping.aborted) await systemClock.sleep(50);
  } finally {
    over.abort();
    await along;
    progress.show(Math.min(1, (clock.now() - start) / story.length), clock.now() - start, standing.events, run.fires());
    progress.end();
  }
}

async function serverTime(client: RedisClient): Promise<number> {
  const node = 'nodes' in client ? client.nodes('master')[0]! : client;
  const [seconds, microseconds] = await node.time();
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}

/** Takes away what the demo wrote into a Redis that is not its own. */
async function forget(client: RedisClient, prefix: string): Promise<void> {
  const nodes = 'nodes' in client ? client.nodes('master') : [client];
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, found] = await node.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 500);
      for (const key of found) await node.unlink(key);
      cursor = next;
    } while (cursor !== '0');
  }
}
