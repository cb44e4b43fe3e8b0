import type { Clock } from '#kernel';
import type { Pacer } from './pacer.ts';

/** The pacer of a single process: the same arithmetic as pace.lua on the injected clock. */
export class MemoryPacer implements Pacer {
  readonly #clock: Clock;
  readonly #free = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async reserve(account: string, perSecond: number, longest: number): Promise<number> {
    const now = this.#clock.monotonic();
    const free = Math.max(now, this.#free.get(account) ?? now);
    const wait = free - now;
    if (wait > longest) return -wait;
    this.#free.set(account, free + 1_000 / perSecond);
    return wait;
  }
}
