import type { Intent } from '#action';
import { hash32 } from '#kernel';
import { defineScript, type Keys, type RedisClient } from '#redis';

/** So long an action is remembered, ms: longer than whoever puts it there tries again. */
const REMEMBERED = 90 * 86_400_000;

/** Puts actions of no lane into the outbox, each once under its key, however often and by how many it is tried. Answers the partition when it was put there by this call. */
export function appendOnce(client: RedisClient, keys: Keys): (intent: Intent) => Promise<number | undefined> {
  const append = defineScript(client, 'append_once', new URL('./append-once.lua', import.meta.url));
  return async (intent) => {
    const partition = hash32(intent.key) % keys.partitions;
    const names = [keys.once(partition, intent.key), keys.outbox(partition), keys.counters(partition)];
    return (await append(names, [JSON.stringify(intent), REMEMBERED])) === 1 ? partition : undefined;
  };
}
