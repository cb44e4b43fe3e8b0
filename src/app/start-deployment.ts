import type { Settings } from '#config';
import { CrosscurrentError, systemClock, type Clock } from '#kernel';
import { connect, resolveRedis } from '#redis';
import { readRuleFolder, Rulebook } from '#rule';
import { fanOut, logOccurrence, type Instruments, type Log, type Observe } from '#telemetry';
import { callAccounts } from './call-accounts.ts';
import { checkServer } from './check-server.ts';
import { startEngine, type Engine, type EngineOptions, type Role } from './engine.ts';
import { forgetRunning, noteRunning } from './running-note.ts';

/** What a deployment is started with. */
export interface DeploymentOptions {
  readonly settings: Settings;
  readonly roles: readonly Role[];
  readonly worker: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly instruments: Instruments;
  readonly log: Log;
  readonly pid: number;
  readonly observers?: readonly Observe[];
  /** Of every Redis key. */
  readonly prefix?: string;
  /** Registers further routes before the server listens. */
  readonly extend?: EngineOptions['extend'];
  /** Hears one line before anything that takes long or changes the system, and each warning. */
  announce(line: string): void;
}

/** An engine with all it stands on. */
export interface Deployment {
  readonly engine: Engine;
  readonly rulebook: Rulebook;
  readonly redisUrl: string;
  /** Whether Redis is a private child of this process. */
  readonly embedded: boolean;
  /** Drains the engine, then stops what was started for it. Calling it again changes nothing. */
  stop(): Promise<void>;
}

const RELOAD = 2_000;
const READY_LIMIT = 30_000;
const SETTLED = 1_500;

/**
 * Starts Redis when none is named, checks it, loads the rules and keeps looking at them, starts the engine, and resolves when it is ready: Redis is watched and the lanes are owned.
 * Throws `unsafe-redis`, `invalid-rules` or `invalid-settings` in words, with everything stopped that was started on the way.
 */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { settings, clock, log, instruments, announce } = options;
  const watching = new AbortController();
  const steps: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(steps));
  try {
    const redis = await resolveRedis({ ...settings, announce });
    steps.push(() => redis.stop());
    await preflight(redis.url, settings, announce);

    const observers = options.observers ?? [];
    const rulebook = new Rulebook({
      read: () => readRuleFolder(settings.rulesFolder ?? 'rules'),
      options: {
        accounts: callAccounts(settings),
        stateRetention: settings.retention.state,
        ...(settings.rulesMode === undefined ? {} : { mode: settings.rulesMode }),
      },
      observe: fanOut(instruments.observe, logOccurrence(log, systemClock), ...observers),
    });
    await rulebook.load();
    const watched = rulebook.watch(clock, RELOAD, watching.signal);
    steps.push(async () => {
      watching.abort();
      await watched;
    });

    const engine = await startEngine({
      settings,
      redisUrl: redis.url,
      roles: options.roles,
      worker: options.worker,
      clock,
      random: options.random,
      rules: () => rulebook.current(),
      ruleFindings: () => rulebook.findings,
      instruments,
      log,
      observers,
      ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
      ...(options.extend === undefined ? {} : { extend: options.extend }),
    });
    steps.push(() => engine.drain());
    await untilReady(engine, options);
    noteRunning(settings.dataFolder, { redis: redis.url, url: engine.url, pid: options.pid });
    steps.push(() => forgetRunning(settings.dataFolder));
    return { engine, rulebook, redisUrl: redis.url, embedded: redis.embedded, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** The last thing started is stopped first; one that fails to stop does not keep the others running. */
async function stopAll(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  let failure: unknown;
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

async function preflight(url: string, settings: Settings, announce: (line: string) => void): Promise<void> {
  const client = await connect(url, 'command', () => undefined);
  try {
    const findings = await checkServer(client, settings.durability.kind);
    const errors = findings.filter((one) => one.severity === 'error');
    if (errors.length > 0) throw new CrosscurrentError('unsafe-redis', errors.map((one) => one.text).join('\n'));
    for (const one of findings) announce(`Warning: ${one.text}`);
  } finally {
    client.disconnect();
  }
}

/** Waits until `/readyz` is green and the lanes are owned: all of them, or, beside other workers, a number that has stopped changing. */
async function untilReady(engine: Engine, { settings, roles, clock }: DeploymentOptions): Promise<void> {
  const wanted = settings.partitions * roles.filter((role) => role === 'enrich' || role === 'decide').length;
  const started = clock.monotonic();
  let lanes = -1;
  let since = started;
  for (;;) {
    const now = clock.monotonic();
    if (engine.lanes() !== lanes) {
      lanes = engine.lanes();
      since = now;
    }
    const settled = lanes === wanted || (now - started > settings.lease && now - since > SETTLED);
    if (settled && (await isReady(engine.url))) return;
    if (now - started > READY_LIMIT + settings.lease) {
      throw new CrosscurrentError('store-unavailable', 'The engine did not become ready: look at its log for what Redis or the lanes say.');
    }
    await clock.sleep(50);
  }
}

async function isReady(url: string | undefined): Promise<boolean> {
  if (url === undefined) return true;
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}
