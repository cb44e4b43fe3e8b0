import type { Intent } from '#action';
import { planAttribution } from '#attribution';
import { createConnectors } from '#connectors';
import { createHttp } from '#connector';
import { systemClock } from '#kernel';
import { DeliverWorker } from '#outbox';
import { RedisOutbox, RedisPacer } from '#outbox/redis';
import { startWorker } from '#pipeline';
import { ads, decide, social } from '#pipelines';
import { connect, connectLike, createKeys } from '#redis';
import { createRedisContactBook, createRedisEventSink, createRedisIdentity, createRedisLaneStore } from '#stream/redis';
import { createInstruments } from '#telemetry';
import { benchSettings, shippedRules } from '../settings.ts';
import { inTurns } from '../in-turns.ts';
import type { Subject } from '../subject.ts';

/** Events per pack when filling; admission under load makes packs of this size and more. */
const PACK = 50;

/** The engine with all four pipelines and the shipped rules in one worker process, everything accounted for at the end. Connectors answer without a network, so that the platforms are not what is measured. */
export const engine: Subject = async ({ redisUrl, events }) => {
  const settings = benchSettings();
  const parts = { ...settings, attribution: planAttribution(settings.attribution) };
  const bundle = await shippedRules(settings);
  const instruments = createInstruments({ process: false });
  const client = await connect(redisUrl, 'command', () => {});
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
  const filling = performance.now();
  const together = PACK * settings.partitions;
  await inTurns(Math.ceil(events.length / together), async (turn) => sink.append(events.slice(turn * together, (turn + 1) * together)));
  const fillSeconds = (performance.now() - filling) / 1_000;
  const identity = createRedisIdentity(client, keys, 1_000_000);

  const http = createHttp({ now: () => Date.now() });
  const delivered: Intent[] = [];
  const connectors = new Map(
    [...createConnectors(http, () => Date.now())].map(([type, connector]) => [
      type,
      {
        ...connector,
        perform: async ({ intent }: { intent: Intent }) => {
          delivered.push(intent);
          return { kind: 'delivered' as const };
        },
      },
    ]),
  );
  const deliverer = new DeliverWorker({
    outbox: new RedisOutbox({ client, keys, clock: systemClock, observe: instruments.observe }),
    pacer: new RedisPacer(client, keys),
    connectors,
    accounts: settings.accounts.map((account) => ({ ...account, perSecond: 1_000_000 })),
    contactBook: createRedisContactBook(client, keys, systemClock, settings.retention.state),
    open: async () => ({}),
    clock: systemClock,
    random: Math.random,
    observe: instruments.observe,
    consumer: 'bench',
  });

  const cpu = process.cpuUsage();
  const started = performance.now();
  deliverer.start();
  const worker = startWorker({
    store,
    sink,
    clock: systemClock,
    random: Math.random,
    observe: instruments.observe,
    worker: 'bench',
    stages: ['enrich', 'decide'],
    lease: settings.lease,
    retention: settings.retention,
    partitions: settings.partitions,
    enrich: [social(parts), ads(parts)],
    decide,
    rules: () => bundle,
    arrival: settings.time,
    dedupeWindow: settings.retention.dedupe,
    dedupeSeeds: [1, 2],
    batchEvents: settings.batchEvents,
    keepScored: settings.scoredStream,
    onIntents: (partition) => deliverer.wake(partition),
  });
  for (;;) {
    await systemClock.sleep(25);
    const counters = await Promise.all(
      Array.from({ length: keys.partitions }, async (_, partition) => client.hgetall(keys.counters(partition))),
    );
    const sum = (name: string): number => counters.reduce((total, one) => total + Number(one[name] ?? 0), 0);
    const done = (stage: string): number =>
      ['processed', 'duplicate', 'late', 'dead', 'suppressed'].reduce((total, fate) => total + sum(`${stage}.${fate}`), 0);
    const undelivered =
      sum('deliver.accepted') - ['delivered', 'suppressed', 'dead'].reduce((total, fate) => total + sum(`deliver.${fate}`), 0);
    if (done('enrich') === sum('accepted') && done('decide') === sum('decide.accepted') && undelivered === 0) break;
  }
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const stages = await identity();
  const broken = stages.find((stage) => stage.difference !== 0);
  if (broken) throw new Error(`the accounting identity does not hold: ${JSON.stringify(broken)}`);
  await worker.drain();
  await deliverer.stop();
  await http.close();
  client.disconnect();
  const [enriched, decided] = stages;
  return {
    events: events.length,
    seconds,
    fillSeconds,
    more: {
      duplicates: enriched!.settled['duplicate'] ?? 0,
      signals: decided!.accepted,
      intents: delivered.length,
      processorMicrosecondsPerEvent: Math.round((user + system) / events.length),
    },
  };
};
