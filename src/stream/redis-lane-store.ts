import { CrosscurrentError, type Clock } from '#kernel';
import { defineScript, longestBlock, type Keys, type RedisClient } from '#redis';
import { packSignals } from '#rule';
import type { Timer } from '#state';
import { commitOperations } from './redis-commit.ts';
import type { CommitResult } from './commit.ts';
import type { LaneReader, LaneStore } from './lane-store.ts';
import { ReadEntry } from './read-entry.ts';
import { laneName, type EntryId, type Lane } from './lane.ts';

/** What the adapter needs: a command connection, a way to open a reader connection of its own per lane, and limits of the bounded streams (entries). */
export interface RedisLaneStoreOptions {
  readonly client: RedisClient;
  readonly openReader: () => Promise<RedisClient>;
  readonly keys: Keys;
  readonly clock: Clock;
  /** Length of a state generation in ms: a record lives one to two of them after its last change. */
  readonly stateGeneration: number;
  readonly boundedEntries: number;
  /** How long ids are remembered, ms. */
  readonly dedupeWindow: number;
}

/** LaneStore on Redis: one atomic script per change, all keys of a lane in one slot. */
export function createRedisLaneStore(options: RedisLaneStoreOptions): LaneStore {
  const { client, keys, clock } = options;
  const script = (name: string) => defineScript(client, name.replaceAll('-', '_'), new URL(`./${name}.lua`, import.meta.url));
  const acquire = script('acquire');
  const renew = script('renew');
  const release = script('release');
  const beat = script('beat');
  const commit = script('commit');
  const probe = script('probe');
  const fence = script('fence');
  const relay = script('relay');
  const trim = script('trim');
  const clockAndOffset = script('clock-and-offset');

  const generation = (): number => Math.floor(clock.now() / options.stateGeneration);
  /** Whether the generation before the current one exists, per lane; asked once per lane and generation. */
  const previous = new Map<string, { generation: number; exists: boolean }>();
  async function hasPrevious(lane: Lane, current: number): Promise<boolean> {
    const known = previous.get(laneName(lane));
    if (known?.generation === current) return known.exists;
    const exists = (await client.exists(keys.state(lane.stage, lane.partition, current - 1))) === 1;
    previous.set(laneName(lane), { generation: current, exists });
    return exists;
  }

  return {
    async beat(worker, timeToLive) {
      return (await beat([keys.workers], [worker, timeToLive])) as string[];
    },

    async leave(worker) {
      await client.zrem(keys.workers, worker);
    },

    async acquire(lane, worker, timeToLive) {
      const reply = (await acquire(
        [keys.lease(lane.stage, lane.partition), keys.meta(lane.stage, lane.partition)],
        [worker, timeToLive],
      )) as [number, number, string, number, number, string, number, string] | null;
      if (!reply) return undefined;
      const [epoch, sequence, offset, watermark, attempts, probed, probeCrashes, poisoned] = reply;
      return {
        lane,
        worker,
        epoch,
        sequence,
        offset,
        watermark,
        attempts,
        probe: probed,
        probeCrashes,
        poisoned: poisoned === '' ? [] : poisoned.split(','),
      };
    },

    async renew(tenure, timeToLive) {
      const { stage, partition } = tenure.lane;
      return (await renew([keys.lease(stage, partition), keys.meta(stage, partition)], [tenure.worker, tenure.epoch, timeToLive])) === 1;
    },

    async release(tenure) {
      const { stage, partition } = tenure.lane;
      await release([keys.lease(stage, partition), keys.meta(stage, partition)], [tenure.worker, tenure.epoch]);
    },

    async reader(lane) {
      return createRedisReader(
        await options.openReader(),
        lane.stage === 'enrich' ? keys.events(lane.partition) : keys.signals(lane.partition),
      );
    },

    async loadState(lane, fields) {
      const current = generation();
      const both = await hasPrevious(lane, current);
      const newest = client.hmget(keys.state(lane.stage, lane.partition, current), ...fields);
      if (!both) return newest;
      const [now, before] = await Promise.all([newest, client.hmget(keys.state(lane.stage, lane.partition, current - 1), ...fields)]);
      return now.map((json, index) => json ?? before[index] ?? null);
    },

    async loadTimers(lane) {
      const flat = await client.zrangebyscore(keys.timers(lane.stage, lane.partition), '-inf', '+inf', 'WITHSCORES');
      const timers: Timer[] = [];
      for (let index = 0; index < flat.length; index += 2) {
        const member = JSON.parse(flat[index]!) as Omit<Timer, 'due'>;
        timers.push({ ...member, due: Number(flat[index + 1]) });
      }
      return timers;
    },

    loadErased: (lane) => client.hkeys(keys.erased(lane.partition)),

    async loadDigests(lane, hours) {
      const logs = await Promise.all(hours.map(async (hour) => ({ hour, log: await client.get(keys.digests(lane.partition, hour)) })));
      return logs.flatMap(({ hour, log }) => (log === null ? [] : [{ hour, log }]));
    },

    async commit(tenure, sequence, change): Promise<CommitResult> {
      const { stage, partition } = tenure.lane;
      const current = generation();
      const stateGenerations = (await hasPrevious(tenure.lane, current)) ? [current, current - 1] : [current];
      const operations = commitOperations(change, {
        keys,
        stage,
        partition,
        stateGenerations,
        boundedEntries: options.boundedEntries,
        digestLife: options.dedupeWindow + 3_600_000,
      });
      const parameters = [tenure.epoch, sequence, change.offset, change.watermark, ...operations.parameters];
      return (await commit([keys.meta(stage, partition), ...operations.keys], parameters)) as CommitResult;
    },

    async probe(tenure, message, poisoned) {
      return (await probe([keys.meta(tenure.lane.stage, tenure.lane.partition)], [tenure.epoch, message, poisoned.join(',')])) === 1;
    },

    async fence(sender, epoch, receiver) {
      return ((await fence([keys.marks(receiver)], [laneName(sender), epoch])) as EntryId | null) ?? undefined;
    },

    async relay(sender, epoch, receiver, upTo, { signals, events }) {
      const parameters: (string | number)[] = [laneName(sender), epoch, upTo, signals.length, events.length];
      if (signals.length > 0) parameters.push(JSON.stringify(packSignals(signals)));
      if (events.length > 0) parameters.push(JSON.stringify(events));
      return (await relay([keys.marks(receiver), keys.signals(receiver), keys.counters(receiver), keys.events(receiver)], parameters)) as
        | 'appended'
        | 'already'
        | 'fenced';
    },

    async trim(lane, _now, retention) {
      const { stage, partition } = lane;
      const stream = stage === 'enrich' ? keys.events(partition) : keys.signals(partition);
      await trim([stream, keys.meta(stage, partition), keys.readers(partition)], [stage === 'enrich' ? retention.events : 0]);
      const current = generation();
      await client.unlink(...[2, 3, 4].map((age) => keys.state(stage, partition, current - age)));
    },

    async figures(lane) {
      const { stage, partition } = lane;
      const stream = stage === 'enrich' ? keys.events(partition) : keys.signals(partition);
      const [counters, meta] = await Promise.all([
        client.hgetall(keys.counters(partition)),
        clockAndOffset([keys.meta(stage, partition)], []),
      ]);
      const [now, offset] = meta as [number, string];
      const [first] = await client.xrange(stream, `(${offset}`, '+', 'COUNT', 1);
      return {
        counters: Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, Number(value)])),
        lag: first ? Math.max(0, now - Number(first[0].slice(0, first[0].indexOf('-')))) : 0,
      };
    },

    async waiting(lane) {
      const { stage, partition } = lane;
      const stream = stage === 'enrich' ? keys.events(partition) : keys.signals(partition);
      let after = (await client.hget(keys.meta(stage, partition), 'offset')) ?? '0-0';
      for (let total = 0; ;) {
        const entries = await client.xrange(stream, `(${after}`, '+', 'COUNT', 200);
        for (const [, fields] of entries) total += Number(fields[fields.indexOf('n') + 1]);
        const last = entries.at(-1);
        if (!last || entries.length < 200) return total;
        after = last[0];
      }
    },
  } satisfies LaneStore;
}

function createRedisReader(client: RedisClient, stream: string): LaneReader {
  let closed = false;
  return {
    async read(after, count, block) {
      if (closed) throw new CrosscurrentError('draining', 'the lane is closed');
      const streams = await (block > 0
        ? client.xread('COUNT', count, 'BLOCK', Math.max(1, Math.min(block, longestBlock)), 'STREAMS', stream, after)
        : client.xread('COUNT', count, 'STREAMS', stream, after));
      const entries = streams?.[0]?.[1] ?? [];
      return entries.map(([id, fields]) => new ReadEntry(id, fields));
    },
    close() {
      closed = true;
      client.disconnect();
    },
  };
}
