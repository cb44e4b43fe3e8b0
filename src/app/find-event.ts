import type { MarketingEvent, ScoredEvent } from '#event';
import type { Keys, RedisClient } from '#redis';
import { partitionOf } from '#stream';
import { packOf } from './pack-of.ts';
import { retainedStream } from './retained-stream.ts';

/** What a search may still read, in characters: who asks waits, and Redis serves the lanes, too. One allowance is for all that is asked at once. */
export interface Allowance {
  left: number;
}

/** Entries read at once, and most entries looked at from the moment of the event on, and from the newest back. */
const PAGE = 50;
const MOST_PAGES = 20;
/** Milliseconds by which a machine's clock may be behind that of Redis. */
const SKEW = 1_000;

/**
 * A retained event, whole, with its scores where the scored stream is kept; undefined when it is not retained any more or too far away. It is looked for from the moment it happened on, because events mostly arrive
 * soon after, and then from the newest backwards. Reads one partition, and parses only the packs that may hold it.
 */
export async function findEvent(
  client: RedisClient,
  keys: Keys,
  wanted: Pick<MarketingEvent, 'id' | 'source' | 'contact' | 'at'>,
  allowance: Allowance,
): Promise<ScoredEvent | undefined> {
  const stream = await retainedStream(client, keys, partitionOf(wanted, keys.partitions));
  const since = `${Math.max(0, Math.trunc(wanted.at) - SKEW)}-0`;
  return (
    (await look(wanted, allowance, since, (from) => client.xrange(stream, from, '+', 'COUNT', PAGE))) ??
    (await look(wanted, allowance, '+', (from) => client.xrevrange(stream, from, '-', 'COUNT', PAGE)))
  );
}

async function look(
  wanted: Pick<MarketingEvent, 'id' | 'source'>,
  allowance: Allowance,
  start: string,
  read: (from: string) => Promise<[string, string[]][]>,
): Promise<ScoredEvent | undefined> {
  const trace = JSON.stringify(wanted.id);
  let from = start;
  for (let page = 0; page < MOST_PAGES && allowance.left > 0; page++) {
    const entries = await read(from);
    for (const [, fields] of entries) {
      for (const field of fields) allowance.left -= field.length;
      if (!fields.some((field) => field.includes(trace))) continue;
      const found = packOf(fields)?.find(({ id, source }) => id === wanted.id && source === wanted.source);
      if (found !== undefined) return found;
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE) return undefined;
    from = `(${last[0]}`;
  }
  return undefined;
}
