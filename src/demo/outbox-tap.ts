import type { Intent } from '#action';
import type { Keys, RedisClient } from '#redis';

/** Reads along the outboxes, so that the summary can say what was wanted beside what was sent. Call `read` more often than outboxes are trimmed. */
export class OutboxTap {
  readonly intents: Intent[] = [];
  readonly #client: RedisClient;
  readonly #keys: Keys;
  readonly #after: string[];
  readonly #seen = new Set<string>();

  /** `since` is the oldest stream id of interest. */
  constructor(client: RedisClient, keys: Keys, since: string) {
    this.#client = client;
    this.#keys = keys;
    this.#after = Array.from({ length: keys.partitions }, () => since);
  }

  async read(): Promise<void> {
    await Promise.all(
      this.#after.map(async (after, partition) => {
        for (const [id, fields] of await this.#client.xrange(this.#keys.outbox(partition), after, '+')) {
          this.#after[partition] = `(${id}`;
          const intent = JSON.parse(fields[fields.indexOf('i') + 1] ?? 'null') as Intent | null;
          // A retry stands in the outbox a second time.
          if (intent === null || this.#seen.has(intent.key)) continue;
          this.#seen.add(intent.key);
          this.intents.push(intent);
        }
      }),
    );
  }
}
