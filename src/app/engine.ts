import { createPlanDesk } from '#budget';
import type { Settings } from '#config';
import { createConnectors } from '#connectors';
import { buildServer, createAdmission, createNormaliser } from '#ingest';
import { createHttp } from '#connector';
import { formatFinding, type Finding } from '#document';
import { CrosscurrentError, systemClock, type Clock } from '#kernel';
import { createGuardDesk, DeliverWorker, watchKillSwitches, type DeliverOptions } from '#outbox';
import { appendOnce, listSuppressed, RedisGuardStore, RedisKillSwitches, RedisOutbox, RedisPacer } from '#outbox/redis';
import { createRedisPollBook } from '#poller/redis';
import { ads, contacts, decide, social } from '#pipelines';
import { startWorker, type Checkpoint } from '#pipeline';
import { compileShared, createPrivacy } from '#privacy';
import { awaitReplicas, connect, connectLike, createKeys } from '#redis';
import type { RuleBundle } from '#rule';
import { createRedisContactBook, createRedisEventSink, createRedisIdentity, createRedisKeyBook, createRedisLaneStore } from '#stream/redis';
import { runJobs } from '#schedule';
import { createRedisJobBook } from '#schedule/redis';
import type { StageIdentity } from '#stream';
import { fanOut, logOccurrence, type Instruments, type Log, type Observe } from '#telemetry';
import { compileAttribution } from './compile-attribution.ts';
import { pollJobs } from './poll-jobs.ts';
import { openSentiment } from './open-sentiment.ts';
import { openManifest } from './manifest.ts';
import { createExperimentDesk } from './create-experiment-desk.ts';
import { createAttributionDesk } from './create-attribution-desk.ts';
import { planBudgets } from './plan-budgets.ts';
import { createRedisPlanStore } from './redis-plan-store.ts';
import { createRedisRunBook } from './redis-run-book.ts';
import { createRuleDesk } from './create-rule-desk.ts';
import { refitWeights } from './refit-weights.ts';
import { RuleAcker } from './rule-acks.ts';
import { watchWeights } from './watch-weights.ts';
import { LeadModelWatch } from './watch-lead-model.ts';
import { watchExperiments } from './watch-experiments.ts';
import { openTextModel } from '#text-model';
import { watchRedis } from './redis-watch.ts';
import { version } from './version.ts';

/** What one process may do of the engine's work. */
export type Role = 'admit' | 'enrich' | 'decide' | 'deliver';

export const allRoles: readonly Role[] = ['admit', 'enrich', 'decide', 'deliver'];

/** What an engine is started with. */
export interface EngineOptions {
  readonly settings: Settings;
  readonly redisUrl: string;
  readonly roles: readonly Role[];
  /** Unique among the engines on one Redis; fixed over restarts of the same process slot. */
  readonly worker: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rules: () => RuleBundle;
  /** What the last look at the rules found; errors mean that newer rules were refused. */
  readonly ruleFindings?: () => readonly Finding[];
  readonly instruments: Instruments;
  readonly log: Log;
  /** Further listeners to what happens. */
  readonly observers?: readonly Observe[];
  readonly prefix?: string;
  /** Where a fault suite may stop the process; absent in production. */
  readonly checkpoint?: (point: Parameters<Checkpoint>[0] | 'after-append' | 'after-send') => void;
  /** How patient delivery is, where it is not as usual. */
  readonly delivery?: DeliverOptions['settings'];
  /** Registers further routes before the server listens. */
  readonly extend?: (server: Awaited<ReturnType<typeof buildServer>>) => Promise<void> | void;
}

/** A running engine. */
export interface Engine {
  /** Where it listens. */
  readonly url: string;
  /** The accounting identity of every stage, at one instant per partition. */
  identity(): Promise<StageIdentity[]>;
  /** Lanes this process owns now. */
  lanes(): number;
  /** Stops in order: admits nothing more, finishes what is under way, gives lanes back, closes. Calling it again changes nothing. */
  drain(): Promise<void>;
}

/** Entries kept of bounded streams: refusals, late events, dead letters, the scored stream. */
const BOUNDED_ENTRIES = 100_000;
const IDENTITY_PAUSE = 2_000;
/** How long an action waits for the replicas before it is set aside, milliseconds. */
const REPLICA_PATIENCE = 1_000;
/** While draining: milliseconds that attempts under way get to hear their platform, and after which even commands that Redis has not answered are given up. Orchestrators kill after ten seconds. */
const SENDING_GRACE = 3_500;
const DRAIN_LIMIT = 5_000;

/** Composes and starts an engine: the one place where names meet implementations. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { settings, clock, random, instruments, log, roles } = options;
  const observe = fanOut(instruments.observe, logOccurrence(log, systemClock), ...(options.observers ?? []));
  const onError = (error: Error): void => observe({ kind: 'redis.failed', role: 'connection', error: error.message });

  // Before anything is opened: a model that is refused must leave nothing running.
  const sentiment = await openSentiment(settings.sentimentWeights);
  const http = createHttp({ now: () => systemClock.now() });
  const textModel =
    settings.externalModel && roles.includes('enrich')
      ? await openTextModel(settings.externalModel, { http, clock: systemClock, observe })
      : undefined;
  const client = await connect(options.redisUrl, 'command', onError);
  const keys = createKeys(settings.partitions, options.prefix);
  const manifest = await openManifest(client, keys);
  const openReader = () => connectLike(client, 'reader', onError);
  const store = createRedisLaneStore({
    client,
    openReader,
    keys,
    clock,
    stateGeneration: settings.retention.state,
    boundedEntries: BOUNDED_ENTRIES,
    dedupeWindow: settings.retention.dedupe,
  });
  const replicas = settings.durability.kind === 'replicated' ? settings.durability.replicas : 0;
  const sink = createRedisEventSink({
    client,
    keys,
    replicas,
    boundedEntries: BOUNDED_ENTRIES,
    onAppend: (events, seconds) => {
      options.checkpoint?.('after-append');
      observe({ kind: 'pack.appended', events, seconds });
    },
  });
  const privacy = createPrivacy({
    key: settings.privacyKey,
    vaultKeys: settings.vaultKeys,
    isShared: compileShared(settings.sharedIdentifiers),
    book: createRedisKeyBook(client, keys),
  });
  const watch = watchRedis({ client, keys, store, settings, clock, observe });
  // Bounded, because it is read every two seconds and holds Redis while it counts a backlog.
  const identity = createRedisIdentity(client, keys, 300);

  // WAIT holds up its whole connection, so where it is asked for, what is delivered has a connection of its own.
  const delivering = replicas > 0 && roles.includes('deliver') ? await connectLike(client, 'command', onError) : client;
  const outbox = new RedisOutbox({ client: delivering, keys, clock, observe });
  const killSwitches = new RedisKillSwitches(client, keys);
  const killSwitch = await watchKillSwitches(killSwitches, systemClock, observe);
  const deliverer = roles.includes('deliver')
    ? new DeliverWorker({
        outbox,
        pacer: new RedisPacer(delivering, keys),
        connectors: createConnectors(http, () => systemClock.now()),
        accounts: settings.accounts,
        contactBook: createRedisContactBook(client, keys, clock, settings.retention.state),
        open: async (sealed, contact) => ({ ...(await privacy.openPerson(sealed, contact)) }),
        killSwitch,
        guardStore: new RedisGuardStore(delivering, keys),
        guards: { ...settings.guards, remember: longestFrequency(options.rules) },
        ...(replicas > 0 ? { secured: async () => (await awaitReplicas(delivering, replicas, REPLICA_PATIENCE)) >= replicas } : {}),
        // Platforms live in the machine's time, even when a story runs faster.
        clock: systemClock,
        random,
        observe,
        consumer: options.worker,
        settings: { claimIdle: settings.delivery.takeover, ...options.delivery },
        ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
      })
    : undefined;
  // A breaker says when it changes; until then it is closed, and a panel should show that.
  if (deliverer) for (const { name } of settings.accounts) observe({ kind: 'breaker.changed', account: name, state: 'closed' });
  deliverer?.start();

  const stages = (['enrich', 'decide'] as const).filter((stage) => roles.includes(stage));
  observe({ kind: 'engine.started', version, partitions: settings.partitions, stages });
  const measuring = new AbortController();
  const leads = new LeadModelWatch(store, observe);
  const foretells = settings.lead.learned !== undefined && stages.includes('enrich');
  // Before the first batch, so that leads are not left unforetold until the next look.
  if (foretells) await leads.look().catch((error: unknown) => onError(error as Error));
  const watchingLeads = foretells ? leads.watch(systemClock, measuring.signal) : undefined;
  const state = { client, keys, clock, stateGeneration: settings.retention.state };
  const learns = roles.includes('enrich') && settings.attribution.models.includes('markov');
  const weights = learns ? await watchWeights(client, keys, systemClock, onError) : undefined;
  const attribution = compileAttribution(settings.attribution, weights?.current);
  const experiments = createExperimentDesk(state, settings.experiments);
  const watchingExperiments = stages.includes('enrich')
    ? watchExperiments({ desk: experiments, rules: options.rules, clock: systemClock, observe, signal: measuring.signal })
    : undefined;
  const pipelineSettings = {
    topics: settings.topics,
    sentiment,
    textModel,
    lead: settings.lead,
    experiments: settings.experiments,
    attribution,
    leads: () => leads.current(),
    identity: settings.identity,
  };
  const planStore = createRedisPlanStore(client, keys);
  const appendIntent = appendOnce(client, keys);
  const plans = roles.includes('enrich') && settings.budgets.mode !== 'off';
  const planning = planBudgets({
    state,
    store: planStore,
    settings: settings.budgets,
    attribution: settings.attribution,
    sink,
    async put(intent) {
      const partition = await appendIntent(intent);
      if (partition !== undefined) deliverer?.wake(partition);
    },
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const polls = roles.includes('admit')
    ? pollJobs({
        settings,
        http,
        book: createRedisPollBook(client, keys),
        admission: createAdmission({
          sink,
          privacy,
          normalise: createNormaliser(settings.normalise),
          clock,
          observe,
          refusalsLost: (error) => onError(error as Error),
        }),
        gate: watch,
        clock,
        observe,
      })
    : [];
  const jobs = runJobs({
    jobs: [...(learns ? [refitWeights(state, settings.attribution)] : []), ...(plans ? [planning] : []), ...polls],
    book: createRedisJobBook(client, keys),
    holder: options.worker,
    clock,
    machine: systemClock,
    observe,
  });
  const worker =
    stages.length > 0
      ? startWorker({
          store,
          sink,
          clock,
          random,
          observe,
          worker: options.worker,
          stages,
          lease: settings.lease,
          retention: settings.retention,
          partitions: settings.partitions,
          enrich: [contacts(pipelineSettings), social(pipelineSettings), ads(pipelineSettings)],
          decide,
          rules: options.rules,
          arrival: settings.time,
          dedupeWindow: settings.retention.dedupe,
          dedupeSeeds: manifest.seeds,
          batchEvents: settings.batchEvents,
          keepScored: settings.scoredStream,
          ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
          ...(deliverer ? { onIntents: (partition: number) => deliverer.wake(partition) } : {}),
        })
      : undefined;

  const acker = new RuleAcker(client, keys, options.worker);
  async function acknowledge(): Promise<void> {
    const error = options.ruleFindings?.().find((one) => one.severity === 'error');
    await acker.acknowledge(options.rules(), error && formatFinding(error), systemClock.now());
  }

  const measured = measureIdentity();
  async function measureIdentity(): Promise<void> {
    while (!measuring.signal.aborted) {
      if (worker) await acknowledge().catch((error: unknown) => onError(error as Error));
      await clock.sleep(IDENTITY_PAUSE, measuring.signal).catch(() => undefined);
      if (measuring.signal.aborted) return;
      try {
        for (const one of await identity()) observe({ kind: 'identity.measured', ...one });
      } catch (error) {
        onError(error as Error);
      }
    }
  }

  // Every process answers probes and scrapes; only those with the role admit.
  const server = await buildServer({
    settings,
    admits: roles.includes('admit'),
    sink,
    gate: watch,
    privacy,
    clock,
    observe,
    readiness: () => watch.readiness(),
    metrics: () => instruments.metrics(),
    rules: createRuleDesk({
      client,
      keys,
      clock,
      stateGeneration: settings.retention.state,
      sentiment: async () => sentiment,
      rules: options.rules,
      findings: () => options.ruleFindings?.() ?? [],
      machineNow: () => systemClock.now(),
    }),
    budgets: createPlanDesk(planStore),
    attribution: createAttributionDesk(state, settings.attribution),
    experiments,
    guards: createGuardDesk(outbox, killSwitches, (partition, most) => listSuppressed(client, keys, partition, most)),
    http,
    runs: createRedisRunBook(client, keys, clock, settings.retention.state),
  });
  await options.extend?.(server);
  const url = await listen(server, settings);
  log.info({ worker: options.worker, roles, url }, 'engine started');

  let draining: Promise<void> | undefined;
  async function drain(): Promise<void> {
    log.info({ worker: options.worker }, 'draining');
    watch.close();
    textModel?.close();
    // Over a dead network every command would have to time out in turn; what is not committed by then is run again by the next owner.
    const limit = setTimeout(() => {
      delivering.disconnect();
      client.disconnect();
    }, DRAIN_LIMIT);
    await Promise.all([server.close(), worker?.drain(), deliverer?.stop(SENDING_GRACE), jobs.stop(), weights?.stop()]);
    await http.close();
    measuring.abort();
    await measured;
    await watchingLeads;
    await watchingExperiments;
    if (worker) await acker.leave().catch(() => undefined);
    await watch.stop();
    await killSwitch.stop();
    clearTimeout(limit);
    if (delivering !== client) delivering.disconnect();
    client.disconnect();
    log.info({ worker: options.worker }, 'stopped');
  }
  return { url, identity, lanes: () => worker?.owned().length ?? 0, drain: () => (draining ??= drain()) };
}

/** The longest frequency cap of any rule in force: so long it is remembered whom actions reached. Looked up once a rulebook. */
function longestFrequency(current: () => RuleBundle): () => number {
  let seen: RuleBundle | undefined;
  let longest = 0;
  return () => {
    const bundle = current();
    if (bundle !== seen) {
      seen = bundle;
      longest = 0;
      for (const { guards } of bundle.rules.values()) longest = Math.max(longest, guards.frequencyCap?.per ?? 0);
    }
    return longest;
  };
}

async function listen(server: Awaited<ReturnType<typeof buildServer>>, settings: Settings): Promise<string> {
  try {
    return await server.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new CrosscurrentError(
        'invalid-settings',
        `Port ${settings.port} on ${settings.host} is taken. Choose another with --port, or stop what uses it.`,
        { cause: error },
      );
    }
    throw error;
  }
}
