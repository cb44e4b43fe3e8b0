import { defineScript, type Keys, type RedisClient, type Script } from '#redis';
import type { Pacer } from './pacer.ts';

/** The pacer all workers share, on Redis (pace.lua). */
export class RedisPacer implements Pacer {
  readonly #keys: Keys;
  readonly #pace: Script;

  constructor(client: RedisClient, keys: Keys) {
    this.#keys = keys;
    this.#pace = defineScript(client, 'outbox_pace', new URL('./pace.lua', import.meta.url));
  }

  async reserve(account: string, perSecond: number, longest: number): Promise<number> {
    const spacing = Math.max(1, Math.round(1_000_000 / perSecond));
    const wait = (await this.#pace([this.#keys.pace(account)], [spacing, Math.round(longest * 1_000)])) as number;
    return wait / 1_000;
  }
}
