import type { MasterKeys } from '#privacy';
import { defineScript, type Keys, type RedisClient } from '#redis';

/** Puts the keys of all contacts under the current master key, a page at a time; engines may run meanwhile. Answers how many were rewrapped and how many lay under it already. Rejects with `undecodable` when one lies under a master that is not known. */
export async function rewrapKeys(client: RedisClient, keys: Keys, masters: MasterKeys): Promise<{ rewrapped: number; current: number }> {
  const swapKey = defineScript(client, 'swap_key', new URL('./swap-key.lua', import.meta.url));
  let rewrapped = 0;
  let current = 0;
  for (let partition = 0; partition < keys.partitions; partition++) {
    let cursor = '0';
    do {
      const [next, flat] = await client.hscan(keys.vault(partition), cursor, 'COUNT', 500);
      const swaps: string[] = [];
      for (let at = 0; at < flat.length; at += 2) {
        const [contact, wrapped] = [flat[at]!, flat[at + 1]!];
        if (masters.isCurrent(wrapped)) current++;
        else swaps.push(contact, wrapped, masters.wrap(masters.unwrap(wrapped, contact), contact));
      }
      if (swaps.length > 0) rewrapped += (await swapKey([keys.vault(partition)], swaps)) as number;
      cursor = next;
    } while (cursor !== '0');
  }
  return { rewrapped, current };
}
