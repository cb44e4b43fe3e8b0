import { systemClock } from '#kernel';
import { benchEvents } from '#demo';
import { connect, connectLike, createKeys } from '#redis';
import { DigestMemory } from '#state';
import { createRedisEventSink, createRedisLaneStore } from '#stream/redis';

/** Bytes of Redis memory, by MEMORY USAGE with all samples, for each remembered id and for each event retained in a stream. */
export async function measureBytes(redisUrl: string): Promise<{ perRememberedId: number; perRetainedEvent: number }> {
  const client = await connect(redisUrl, 'command', () => {});
  const keys = createKeys(1, 'bytes');
  const store = createRedisLaneStore({
    client,
    openReader: () => connectLike(client, 'reader', () => {}),
    keys,
    clock: systemClock,
    stateGeneration: 86_400_000,
    boundedEntries: 1_000,
    dedupeWindow: 345_600_000,
  });
  const ids = 200_000;
  const lane = { stage: 'enrich', partition: 0 } as const;
  const tenure = (await store.acquire(lane, 'bytes', 60_000))!;
  const memory = new DigestMemory(345_600_000, [1, 2]);
  const now = Date.now();
  // As the lane does it: one append per batch of a few hundred ids.
  for (let id = 0, sequence = 0; id < ids; sequence++) {
    for (let index = 0; index < 250 && id < ids; index++) memory.firstSeen('bench', `id-${id++}`, now);
    await store.commit(tenure, sequence, {
      offset: '0-0',
      watermark: 0,
      state: [],
      digests: memory.takeFresh(),
      timers: { set: [], cancel: [] },
      intents: [],
      emitted: [],
      scored: [],
      late: [],
      dead: [],
      fates: {},
    });
  }
  const hour = Math.floor(now / 3_600_000);
  const digests = Number(await client.call('MEMORY', 'USAGE', keys.digests(0, hour), 'SAMPLES', '0'));

  const events = benchEvents(3, 20_000);
  const sink = createRedisEventSink({ client, keys, replicas: 0, boundedEntries: 1_000 });
  for (let start = 0; start < events.length; start += 50) await sink.append(events.slice(start, start + 50));
  const stream = Number(await client.call('MEMORY', 'USAGE', keys.events(0), 'SAMPLES', '0'));
  client.disconnect();
  return { perRememberedId: digests / ids, perRetainedEvent: stream / events.length };
}
