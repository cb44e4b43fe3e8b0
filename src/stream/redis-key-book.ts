import { hash32 } from '#kernel';
import type { KeptKey, KeyBook } from '#privacy';
import { defineScript, storeError, type Keys, type RedisClient } from '#redis';

/** Seconds for which the key of a day is kept: so long refusals, and fields of events without a contact, can be opened. */
const DAY_KEY_LIFE = 30 * 86_400;
/** Contacts of one script: two arguments each. */
const MOST = 1_000;

/** KeyBook on Redis: the wrapped keys of a partition's contacts in one hash, one script per partition and request. The key of a day is a string that expires. Rejects with `store-unavailable` or `store-full`. */
export function createRedisKeyBook(client: RedisClient, keys: Keys): KeyBook {
  const claimKeys = defineScript(client, 'claim_keys', new URL('./claim-keys.lua', import.meta.url));

  async function claimPartition(
    partition: number,
    proposals: readonly (readonly [string, string])[],
    kept: Map<string, KeptKey>,
  ): Promise<void> {
    for (let start = 0; start < proposals.length; start += MOST) {
      const slice = proposals.slice(start, start + MOST);
      const answers = (await claimKeys([keys.vault(partition), keys.erased(partition)], slice.flat())) as string[];
      for (const [index, [contact]] of slice.entries()) kept.set(contact, answers[index] === '' ? null : answers[index]!);
    }
  }

  async function claimDay(day: string, proposal: string, kept: Map<string, KeptKey>): Promise<void> {
    await client.set(keys.vaultDay(day), proposal, 'EX', DAY_KEY_LIFE, 'NX');
    kept.set(day, await client.get(keys.vaultDay(day)));
  }

  return {
    async read(contacts) {
      const kept = new Map<string, KeptKey>();
      try {
        await Promise.all(
          [...byPartition(contacts, keys.partitions)].map(async ([partition, group]) => {
            if (partition < 0) {
              for (const day of group) {
                const key = await client.get(keys.vaultDay(day));
                if (key !== null) kept.set(day, key);
              }
              return;
            }
            const [found, erased] = await Promise.all([
              client.hmget(keys.vault(partition), ...group),
              client.hmget(keys.erased(partition), ...group),
            ]);
            for (const [index, contact] of group.entries()) {
              if (erased[index] !== null) kept.set(contact, null);
              else if (found[index]) kept.set(contact, found[index]);
            }
          }),
        );
      } catch (error) {
        throw storeError(error);
      }
      return kept;
    },

    async claim(proposals) {
      const kept = new Map<string, KeptKey>();
      try {
        await Promise.all(
          [...byPartition([...proposals.keys()], keys.partitions)].map(async ([partition, group]) => {
            if (partition < 0) for (const day of group) await claimDay(day, proposals.get(day)!, kept);
            else
              await claimPartition(
                partition,
                group.map((contact) => [contact, proposals.get(contact)!] as const),
                kept,
              );
          }),
        );
      } catch (error) {
        throw storeError(error);
      }
      return kept;
    },
  };
}

/** Contacts by their partition; days under −1. */
function byPartition(contacts: readonly string[], partitions: number): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const contact of contacts) {
    const partition = contact.startsWith('day:') ? -1 : hash32(contact) % partitions;
    const group = groups.get(partition);
    if (group) group.push(contact);
    else groups.set(partition, [contact]);
  }
  return groups;
}
