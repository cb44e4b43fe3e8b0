import { CrosscurrentError } from '#kernel';
import { awaitReplicas, defineScript, storeError, type Keys, type RedisClient } from '#redis';
import type { EventSink } from './event-sink.ts';
import { packText } from './pack.ts';
import { partitionOf } from './partition.ts';

interface Waiting {
  readonly json: string[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Most events in one pack, and so in one entry. */
const LARGEST_PACK = 250;

/**
 * EventSink on Redis. What arrives within one turn of the event loop becomes a pack, and each partition has one append under way; what arrives meanwhile waits and makes the next pack larger.
 * So packs grow with load by themselves, one command and one fsync serve many events, and order per partition is the order of the calls even when an append fails.
 * `replicas` > 0 waits for that many replicas (WAIT) before an append counts as durable.
 */
export function createRedisEventSink(options: {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly replicas: number;
  readonly boundedEntries: number;
  readonly onAppend?: (events: number, seconds: number) => void;
}): EventSink {
  const { client, keys, replicas } = options;
  const append = defineScript(client, 'append', new URL('./append.lua', import.meta.url));
  const queues = Array.from({ length: keys.partitions }, (): Waiting[] => []);
  const underWay = queues.map(() => false);
  const scheduled = queues.map(() => false);

  /** Sends at the end of this turn of the event loop: requests that arrived together share a pack. */
  function schedule(partition: number): void {
    if (scheduled[partition] || underWay[partition] || queues[partition]!.length === 0) return;
    scheduled[partition] = true;
    setImmediate(() => {
      scheduled[partition] = false;
      void send(partition);
    });
  }

  async function send(partition: number): Promise<void> {
    const queue = queues[partition]!;
    const pack: Waiting[] = [];
    const json: string[] = [];
    do {
      const next = queue.shift()!;
      pack.push(next);
      for (const one of next.json) json.push(one);
    } while (queue.length > 0 && json.length + queue[0]!.json.length <= LARGEST_PACK);
    underWay[partition] = true;
    const started = performance.now();
    try {
      await append([keys.events(partition), keys.counters(partition)], [json.length, packText(json)]);
      if (replicas > 0) await replicated();
      options.onAppend?.(json.length, (performance.now() - started) / 1_000);
      for (const one of pack) one.resolve();
    } catch (error) {
      const reason = storeError(error);
      for (const one of pack) one.reject(reason);
    } finally {
      underWay[partition] = false;
      schedule(partition);
    }
  }

  async function replicated(): Promise<void> {
    const reached = await awaitReplicas(client, replicas, 1_000);
    if (reached < replicas)
      throw new CrosscurrentError('not-durable', `only ${reached} of ${replicas} replicas have the event; send it again with the same id`, {
        retryAfterSeconds: 2,
      });
  }

  /** Queues events of one partition, as JSON, for its next pack. */
  function enqueue(partition: number, json: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      queues[partition]!.push({ json, resolve, reject });
      schedule(partition);
    });
  }

  return {
    async append(events, to) {
      // Most requests bring one event, which needs no sorting by partition.
      if (events.length === 1) return enqueue(to ?? partitionOf(events[0]!, keys.partitions), [JSON.stringify(events[0])]);
      const groups = new Map<number, string[]>();
      for (const event of events) {
        const partition = to ?? partitionOf(event, keys.partitions);
        const group = groups.get(partition);
        if (group) group.push(JSON.stringify(event));
        else groups.set(partition, [JSON.stringify(event)]);
      }
      const parts: Promise<void>[] = [];
      for (const [partition, json] of groups) {
        for (let start = 0; start < json.length; start += LARGEST_PACK) {
          const slice = json.length <= LARGEST_PACK ? json : json.slice(start, start + LARGEST_PACK);
          parts.push(enqueue(partition, slice));
        }
      }
      // All parts settle before the answer: a request that fails in one partition is answered as failed, and its repeat is deduplicated in the others.
      const settled = await Promise.allSettled(parts);
      for (const one of settled) if (one.status === 'rejected') throw one.reason;
    },

    async refuse(refusals) {
      try {
        for (const refusal of refusals)
          await client.xadd(keys.refused, 'MAXLEN', '~', options.boundedEntries, '*', 'r', JSON.stringify(refusal));
      } catch (error) {
        throw storeError(error);
      }
    },
  };
}
