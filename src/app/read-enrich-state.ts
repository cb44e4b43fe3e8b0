import type { Clock } from '#kernel';
import type { Keys, RedisClient } from '#redis';

/** What is needed to read what lanes committed. */
export interface StateParts {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly clock: Clock;
  /** Length of a state generation, ms. */
  readonly stateGeneration: number;
}

/** Fields of one HMGET. */
const MOST_FIELDS = 500;

/** The records of some fields in the state of every enrich lane, as committed, with the field each was found under; records are read whole from the newest generation that has them. */
export async function readEnrichState<T extends object>(
  { client, keys, clock, stateGeneration }: StateParts,
  fields: readonly string[],
): Promise<{ readonly field: string; readonly partition: number; readonly record: T }[]> {
  const newest = Math.floor(clock.now() / stateGeneration);
  const found: { field: string; partition: number; record: T }[] = [];
  for (let partition = 0; partition < keys.partitions; partition++) {
    for (let start = 0; start < fields.length; start += MOST_FIELDS) {
      const some = fields.slice(start, start + MOST_FIELDS);
      const [now, before] = await Promise.all([
        client.hmget(keys.state('enrich', partition, newest), ...some),
        client.hmget(keys.state('enrich', partition, newest - 1), ...some),
      ]);
      for (const [index, field] of some.entries()) {
        const json = now[index] ?? before[index];
        if (json) found.push({ field, partition, record: JSON.parse(json) as T });
      }
    }
  }
  return found;
}
