import { identifierKinds, type MarketingEvent } from '#event';

/** Milliseconds after which names that were told are told again, should the first telling have come to nothing, and of how many contacts a generation holds them. */
const TELL_AGAIN = 600_000;
const MOST = 20_000;

/** Sets of names remembered of one contact: a person with several devices is told with each of them in turn. */
const MOST_SETS = 4;

type Links = NonNullable<MarketingEvent['links']>;

interface Told {
  readonly links: Links;
  at: number;
}

/** LinkMemory spares the lanes from hearing with every event which names belong to one person: what this process told lately, and durably, is left out. */
export class LinkMemory {
  #young = new Map<string, Told[]>();
  #old = new Map<string, Told[]>();

  /** Whether these names of a contact were told lately, as of `now` (epoch ms). */
  knows(contact: string, links: Links, now: number): boolean {
    const told = (this.#young.get(contact) ?? this.#old.get(contact))?.find((one) => same(one.links, links));
    return told !== undefined && now < told.at + TELL_AGAIN;
  }

  /** Remembers what was told of a contact, once it is durable. */
  note(contact: string, links: Links, now: number): void {
    let sets = this.#young.get(contact);
    if (sets === undefined) {
      if (this.#young.size >= MOST) {
        this.#old = this.#young;
        this.#young = new Map();
      }
      sets = this.#old.get(contact) ?? [];
      this.#young.set(contact, sets);
    }
    const told = sets.find((one) => same(one.links, links));
    if (told !== undefined) told.at = now;
    else {
      if (sets.length >= MOST_SETS) sets.shift();
      sets.push({ links, at: now });
    }
  }
}

function same(one: Links, other: Links): boolean {
  for (const kind of identifierKinds) if (one[kind] !== other[kind]) return false;
  return true;
}
