import { contactField, mergeConsents, type ContactBook, type ContactRecord } from '#contact';
import { hash32, type Clock } from '#kernel';
import type { Keys, RedisClient } from '#redis';

/** Names that are followed from one to the next. A chain has a name a kind at most, as a rule two or three. */
const MOST_ROUNDS = 16;

/**
 * ContactBook over the committed state of the enrich lanes: one HMGET per partition and generation, and one for who was erased. A name that goes under another contact is answered with that contact's record; statements about
 * consent that stand at the name itself count beside it, since its record may be on its way.
 */
export function createRedisContactBook(client: RedisClient, keys: Keys, clock: Clock, stateGeneration: number): ContactBook {
  async function readThese(contacts: Iterable<string>): Promise<Map<string, ContactRecord>> {
    const groups = new Map<number, string[]>();
    for (const contact of contacts) {
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
  }

  return {
    async read(contacts) {
      const found = await readThese(new Set(contacts));
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const aliases = [...found].filter(([, { alias }]) => alias !== undefined);
        if (aliases.length === 0) break;
        const targets = await readThese(new Set(aliases.map(([, { alias }]) => alias!.id)));
        for (const [name, { alias, consents }] of aliases) {
          const target = targets.get(alias!.id) ?? {};
          const record = structuredClone(target);
          if (record.sealed !== undefined) record.sealedBy ??= alias!.id;
          if (record.erased === undefined) mergeConsents(record, consents);
          found.set(name, record);
        }
      }
      return found;
    },
  };
}
