import { contactField, type ContactBook, type ContactRecord } from '#contact';
import { hash32, type Clock } from '#kernel';
import type { Keys, RedisClient } from '#redis';

/** ContactBook over the committed state of the enrich lanes: one HMGET per partition and generation, and one for who was erased. */
export function createRedisContactBook(client: RedisClient, keys: Keys, clock: Clock, stateGeneration: number): ContactBook {
  return {
    async read(contacts) {
      const groups = new Map<number, string[]>();
      for (const contact of new Set(contacts)) {
        const partition = hash32(contact) % keys.partitions;
        const group = groups.get(partition);
        if (group) group.push(contact);
        else groups.set(partition, [contact]);
      }
      const newest = Math.floor(clock.now() / stateGeneration);
      const found = new Map<string, ContactRecord>();
      await Promise.all(
        [...groups].map(async ([partition, group]) => {
          const fields = group.map(contactField);
          const [erased, now, before] = await Promise.all([
            client.hmget(keys.erased(partition), ...group),
            client.hmget(keys.state('enrich', partition, newest), ...fields),
            client.hmget(keys.state('enrich', partition, newest - 1), ...fields),
          ]);
          for (const [index, contact] of group.entries()) {
            if (erased[index] !== null) {
              found.set(contact, { erased: true });
              continue;
            }
            const json = now[index] ?? before[index];
            if (json) found.set(contact, JSON.parse(json) as ContactRecord);
          }
        }),
      );
      return found;
    },
  };
}
