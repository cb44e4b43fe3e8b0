import type { Keys, RedisClient } from '#redis';
import type { KillSwitchEntry, KillSwitches } from './kill-switch.ts';

/** Kill switches in one hash: durable as everything in Redis, one command to read and one to turn. */
export class RedisKillSwitches implements KillSwitches {
  readonly #client: RedisClient;
  readonly #key: string;

  constructor(client: RedisClient, keys: Keys) {
    this.#client = client;
    this.#key = keys.killSwitches;
  }

  async list(): Promise<readonly KillSwitchEntry[]> {
    const entries = Object.entries(await this.#client.hgetall(this.#key)).map(([scope, text]) => readEntry(scope, text));
    return entries.toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
  }

  async turnOn(entry: KillSwitchEntry): Promise<void> {
    await this.#client.hset(this.#key, entry.scope, JSON.stringify(entry));
  }

  async turnOff(scope: string): Promise<boolean> {
    return (await this.#client.hdel(this.#key, scope)) === 1;
  }
}

/** A switch that cannot be read is on all the same: somebody wanted a stop. */
function readEntry(scope: string, text: string): KillSwitchEntry {
  try {
    return { ...(JSON.parse(text) as KillSwitchEntry), scope };
  } catch {
    return { scope, by: 'unknown', why: 'what was written cannot be read', at: 0 };
  }
}
