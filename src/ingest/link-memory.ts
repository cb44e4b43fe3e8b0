import type { MarketingEvent } from '#event';

/** Milliseconds after which names that were told are told again, should the first telling have come to nothing, and how many tellings are remembered at most. */
const TELL_AGAIN = 600_000;
const MOST = 20_000;

/** LinkMemory spares the lanes from hearing with every event which names belong to one person: what this process told lately, and durably, is left out. */
export class LinkMemory {
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  /** Whether the names were told lately, as of `now` (epoch ms). */
  knows(links: NonNullable<MarketingEvent['links']>, now: number): boolean {
    const told = this.#young.get(keyOf(links)) ?? this.#old.get(keyOf(links));
    return told !== undefined && now < told + TELL_AGAIN;
  }

  /** Remembers what was told, once it is durable. */
  note(links: NonNullable<MarketingEvent['links']>, now: number): void {
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(keyOf(links), now);
  }
}

function keyOf(links: NonNullable<MarketingEvent['links']>): string {
  return Object.values(links).join(' ');
}
