import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { MarketingEvent, ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import type { Keys, RedisClient } from '#redis';
import { packOf } from './pack-of.ts';
import { retainedStream } from './retained-stream.ts';

/** Recorded events in the order in which they were received, some at a time; with their scores when they were recorded with them. `unreadable` grows with what was no event. */
export interface History {
  readonly chunks: AsyncIterable<ScoredEvent[]>;
  readonly counts: { unreadable: number };
}

const CHUNK = 1_000;
/** Entries read of a partition at once; each is a pack of events. */
const PAGE = 100;

/** A file of events, one JSON object a line (`.gz` is unpacked): as they stand in the streams, or as they are sent to `POST /v1/events`. The order of the lines counts as the order of arrival. */
export function readHistoryFile(path: string): History {
  const counts = { unreadable: 0 };
  async function* chunks(): AsyncGenerator<MarketingEvent[]> {
    const file = createReadStream(path);
    const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
    let chunk: MarketingEvent[] = [];
    // An error of the file below the unpacking would else be told to nobody.
    file.on('error', (error) => void input.destroy(error));
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const event = eventOf(line);
      if (event) chunk.push(event);
      else counts.unreadable++;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  }
  return { chunks: chunks(), counts };
}

/** The events that an engine's Redis still holds, of all partitions together, oldest first. Reads only. */
export function readRetained(client: RedisClient, keys: Keys): History {
  const counts = { unreadable: 0 };
  async function* partition(index: number): AsyncGenerator<MarketingEvent> {
    const stream = await retainedStream(client, keys, index);
    for (let after = '-'; ;) {
      const entries = await client.xrange(stream, after, '+', 'COUNT', PAGE);
      for (const [, fields] of entries) {
        const pack = packOf(fields);
        if (pack) yield* pack;
        else counts.unreadable++;
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < PAGE) return;
      after = `(${last[0]}`;
    }
  }
  async function* chunks(): AsyncGenerator<MarketingEvent[]> {
    const sources = await Promise.all(
      Array.from({ length: keys.partitions }, async (_, index) => {
        const events = partition(index);
        return { events, head: (await events.next()).value as MarketingEvent | undefined };
      }),
    );
    let chunk: MarketingEvent[] = [];
    for (;;) {
      let oldest: (typeof sources)[number] | undefined;
      for (const one of sources) {
        if (one.head !== undefined && (oldest?.head === undefined || one.head.received < oldest.head.received)) oldest = one;
      }
      if (oldest?.head === undefined) break;
      chunk.push(oldest.head);
      oldest.head = (await oldest.events.next()).value as MarketingEvent | undefined;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  }
  return { chunks: chunks(), counts };
}

/** An event out of a line. One that was never admitted has no time of arrival and no pseudonym: it arrives when it happened, and whoever it names stands for itself. */
function eventOf(line: string): ScoredEvent | undefined {
  let one: Record<string, unknown>;
  try {
    one = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (one === null || typeof one !== 'object' || typeof one['type'] !== 'string') return undefined;
  const { id, source, subject, time, at: stamp, received, contact, data, type } = one;
  const { language, sentiment, topics, aspects, intent } = one as unknown as ScoredEvent;
  const at = typeof stamp === 'number' ? stamp : typeof time === 'number' ? time : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (!Number.isFinite(at)) return undefined;
  const who = [contact, one['userId'], one['userid'], one['anonymousId'], one['anonymousid']].find((name) => typeof name === 'string');
  return {
    id: typeof id === 'string' ? id : `line-${JSON.stringify([type, at, who, data])}`,
    source: typeof source === 'string' ? source : 'history',
    type,
    ...(typeof subject === 'string' ? { subject } : {}),
    time: typeof time === 'string' ? time : new Date(at).toISOString(),
    at,
    received: typeof received === 'number' ? received : at,
    ...(typeof who === 'string' ? { contact: who } : {}),
    data: data !== null && typeof data === 'object' && !Array.isArray(data) ? (data as JsonObject) : {},
    ...(typeof language?.code === 'string' ? { language } : {}),
    ...(typeof sentiment?.score === 'number' ? { sentiment } : {}),
    ...(Array.isArray(topics) ? { topics } : {}),
    ...(Array.isArray(aspects) ? { aspects } : {}),
    ...(typeof intent?.label === 'string' ? { intent } : {}),
  };
}
