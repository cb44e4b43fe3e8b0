import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, createKeys, freePort, startEmbeddedRedis, type EmbeddedRedis, type Keys, type RedisClient } from '#redis';
import { createRedisIdentity } from '#stream/redis';
import { engineChild, type EngineChild } from './engine-child.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { copyHouse } from './house.ts';
import { runLoad, type LoadPlan } from './load.ts';
import { runMergeLoad } from './merge-load.ts';
import { observe } from './observe.ts';
import { rigRules } from './rig-rules.ts';
import { startPlatform, type Platform } from './platform.ts';
import { lease, partitions, type Run, type Scenario, type Step } from './scenario.ts';

const usual: LoadPlan = { seconds: 6, rate: 150, members: 40, inFlight: 10, repeats: 0.03, acts: 0.15 };
const DRAIN_LIMIT = 60_000;
/** A broken engine may never come to rest, and need not be waited for. */
const CONTROL_DRAIN_LIMIT = 15_000;
/** Timers due within this many milliseconds belong to the run; later ones only let idle groups be forgotten. */
const NEAR = 3_600_000;

interface Ground {
  readonly redis: EmbeddedRedis;
  readonly proxy: FaultProxy;
  readonly platform: Platform;
  readonly engines: Map<string, EngineChild>;
  /** Connects anew, because the server may have been killed in between. */
  client(): Promise<RedisClient>;
  readonly root: string;
}

/** Runs a scenario of the compiled package at `packageRoot`: warm-up, faults under load, heal, drain, and a look at everything. */
export async function runScenario(packageRoot: string, scenario: Scenario, seed: number): Promise<Run> {
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-faults-'));
  const house = copyHouse(packageRoot, scenario.control?.defects);
  const closing: (() => Promise<void> | void)[] = [() => house.remove(), () => rmSync(folder, { recursive: true, force: true })];
  try {
    const redis = await startEmbeddedRedis({
      folder: join(folder, 'redis'),
      port: await freePort(),
      durability: 'always',
      announce: () => {},
    });
    closing.unshift(async () => redis.stop());
    const proxy = await startFaultProxy(Number(new URL(redis.url).port));
    closing.unshift(async () => proxy.stop());
    const platform = await startPlatform(now);
    closing.unshift(async () => platform.stop());
    const rulesFolder = join(folder, 'rules');
    cpSync(join(house.root, 'dist', 'faults', 'rules'), rulesFolder, { recursive: true });
    if (scenario.rules !== undefined) cpSync(join(house.root, 'dist', 'faults', scenario.rules), rulesFolder, { recursive: true });
    const client = (): Promise<RedisClient> => connect(redis.url, 'command', () => {});
    if (scenario.redisOnDisk === false) {
      const admin = await client();
      await admin.call('CONFIG', 'SET', 'appendonly', 'no');
      admin.disconnect();
    }

    const engines = new Map<string, EngineChild>();
    const behind = new URL(redis.url);
    behind.port = String(proxy.port);
    for (const [name, plan] of Object.entries(scenario.engines)) {
      const dataFolder = join(folder, name);
      mkdirSync(dataFolder);
      const order = {
        ...plan,
        worker: name,
        port: await freePort(),
        redisUrl: plan.behindProxy === true ? behind.href.replace(/\/$/, '') : redis.url,
        platformUrl: platform.url,
        dataFolder,
        rulesFolder,
        partitions,
        lease,
      };
      engines.set(name, engineChild(house.root, name, order, now));
    }
    closing.unshift(async () => {
      await Promise.all([...engines.values()].map(async (engine) => engine.stop()));
    });

    const ground: Ground = { redis, proxy, platform, engines, client, root: house.root };
    return await play(scenario, seed, ground, rulesFolder, now);
  } finally {
    for (const close of closing) await close();
  }
}

async function play(scenario: Scenario, seed: number, ground: Ground, rulesFolder: string, now: () => number): Promise<Run> {
  const { engines, platform, proxy } = ground;
  const later = new Set(scenario.steps.flatMap((step) => (step.do === 'start' ? [step.engine] : [])));
  await Promise.all([...engines.values()].filter(({ name }) => !later.has(name)).map(async (engine) => engine.start()));
  await until(() => lanesOf(engines) === partitions * 2 || later.size > 0, 15_000, 'the lanes were not taken');
  const admission = [...engines.values()].find(({ order }) => order.roles.includes('admit'))!;
  const url = `http://127.0.0.1:${admission.order.port}`;
  await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200, 15_000, 'admission is not ready');

  const started = now();
  const done: number[] = [];
  const readiness: Run['readiness'][number][] = [];
  const enough = new AbortController();
  const asking = setInterval(() => {
    if (scenario.enough?.(engines) === true) enough.abort();
  }, 300);
  const loading = runLoad(url, { ...usual, ...scenario.load }, seed, now, enough.signal).finally(() => clearInterval(asking));
  const merging = scenario.merges === undefined ? undefined : runMergeLoad(url, scenario.merges, seed);
  for (const step of scenario.steps) {
    await delay(Math.max(0, started + step.at - now()));
    if (step.do === 'readyz') {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      readiness.push({ at: step.at, expected: step.expect, found: answer?.status ?? 'none' });
    } else await perform(step, ground);
    done.push(now());
  }
  const history = await loading;
  const merged = await merging;

  // Heal: everything that can still be away comes back, and what a scenario ended for good stays away.
  proxy.heal();
  const client = await ground.client();
  try {
    const keys = createKeys(partitions);
    const healed = now();
    const limit = scenario.patience ?? (scenario.control === undefined ? DRAIN_LIMIT : CONTROL_DRAIN_LIMIT);
    const drained = await drain(client, keys, now, limit);
    const took = now() - healed;
    const seen = await observe(client, keys, await rigRules(rulesFolder), platform.arrivals);
    return {
      scenario,
      seed,
      history,
      ...(merged && { merged }),
      seen,
      engines,
      done,
      readiness,
      drain: { ended: drained, took },
      dropped: proxy.dropped,
    };
  } finally {
    client.disconnect();
  }
}

async function perform(step: Exclude<Step, { do: 'readyz' }>, { engines, redis, proxy, platform, client, root }: Ground): Promise<void> {
  switch (step.do) {
    case 'signal':
      engines.get(step.to)!.signal(step.signal);
      return;
    case 'await-end':
      await Promise.race([engines.get(step.of)!.ended(), delay(20_000)]);
      return;
    case 'start':
      await engines.get(step.engine)!.start();
      return;
    case 'kill-redis':
      process.kill(redis.pid!, 'SIGKILL');
      return;
    case 'pause-redis':
    case 'resume-redis':
      process.kill(redis.pid!, step.do === 'pause-redis' ? 'SIGSTOP' : 'SIGCONT');
      return;
    case 'start-redis':
      await redis.restart();
      return;
    case 'fill-redis':
    case 'raise-redis': {
      const admin = await client();
      const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]);
      await admin.call('CONFIG', 'SET', 'maxmemory', step.do === 'fill-redis' ? Math.floor(used * 0.9) : 0);
      admin.disconnect();
      return;
    }
    case 'drop-reply': {
      // A script is called by the digest of its text.
      const text = readFileSync(join(root, 'dist', 'src', 'stream', `${step.of}.lua`));
      proxy.dropReply(createHash('sha1').update(text).digest('hex'), step.times);
      return;
    }
    case 'black-hole':
      proxy.blackHole();
      return;
    case 'refuse':
      proxy.refuse();
      return;
    case 'heal':
      proxy.heal();
      return;
    case 'platform':
      platform.behave(step.mode, step.times);
  }
}

/** Waits until nothing is on its way any more: every stream settled, no timer of the run left, twice in a row. Resolves false when that did not come about. */
async function drain(client: RedisClient, keys: Keys, now: () => number, patience: number): Promise<boolean> {
  const identity = createRedisIdentity(client, keys, 1_000_000);
  const limit = now() + patience;
  for (let calm = 0; calm < 2;) {
    const stages = await identity().catch(() => undefined);
    let timers = 0;
    for (let partition = 0; partition < keys.partitions; partition++)
      timers += await client.zcount(keys.timers('decide', partition), '-inf', Date.now() + NEAR).catch(() => 1);
    calm = stages !== undefined && timers === 0 && stages.every(({ inFlight }) => inFlight === 0) ? calm + 1 : 0;
    if (now() > limit) return false;
    await delay(200);
  }
  return true;
}

function lanesOf(engines: ReadonlyMap<string, EngineChild>): number {
  let lanes = 0;
  for (const { said } of engines.values()) lanes += Number(said.findLast(({ kind }) => kind === 'alive')?.['lanes'] ?? 0);
  return lanes;
}

async function until(condition: () => boolean | Promise<boolean>, limit: number, otherwise: string): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(otherwise);
    await delay(50);
  }
}
