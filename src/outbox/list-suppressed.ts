import type { Keys, RedisClient } from '#redis';
import type { KeptSuppressed } from './kept-suppressed.ts';
import type { SuppressedIntent } from './suppressed-intent.ts';

/** What guards gave up in a partition, the newest first, at most `most`. What cannot be read is passed over. */
export async function listSuppressed(client: RedisClient, keys: Keys, partition: number, most: number): Promise<KeptSuppressed[]> {
  const entries = await client.xrevrange(keys.suppressed(partition), '+', '-', 'COUNT', most);
  return entries.flatMap(([id, fields]) => {
    try {
      return [{ partition, id, suppressed: JSON.parse(fields[1] ?? '') as SuppressedIntent }];
    } catch {
      return [];
    }
  });
}
