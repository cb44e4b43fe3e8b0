import { randomBytes } from 'node:crypto';
import type { KeptKey, KeyBook } from './key-book.ts';
import { nameKey, type MasterKeys, type VaultKey } from './master-keys.ts';
import { TwoGenerations } from './two-generations.ts';

/** Keys remembered per generation, and milliseconds after which one is asked for again: so long another process may go on sealing for a contact that was erased. What it seals then opens nowhere. */
const GENERATION = 20_000;
const REMEMBERED = 60_000;

/**
 * ContactKeys are the keys of contacts as one process knows them. Sealing takes what is remembered, so that admission asks Redis once for all contacts of a request it does not know, and not at all for those it does;
 * opening always asks, so that an erased contact opens nowhere from that moment on.
 */
export class ContactKeys {
  readonly #book: KeyBook;
  readonly #masters: MasterKeys;
  readonly #monotonic: () => number;
  readonly #known = new TwoGenerations<{ readonly key: VaultKey | null; readonly until: number }>(GENERATION);
  #asked: { readonly contacts: Set<string>; readonly answer: Promise<ReadonlyMap<string, KeptKey>> } | undefined;

  constructor(book: KeyBook, masters: MasterKeys, monotonic: () => number) {
    this.#book = book;
    this.#masters = masters;
    this.#monotonic = monotonic;
  }

  /** Fetches the keys of contacts, making those that do not exist; undefined when all are at hand. Rejects with what the store says. */
  fetch(contacts: Iterable<string>): Promise<void> | undefined {
    const now = this.#monotonic();
    let proposals: Map<string, string> | undefined;
    for (const contact of contacts) {
      const known = this.#known.get(contact);
      if (known !== undefined && known.until > now) continue;
      proposals ??= new Map();
      if (!proposals.has(contact)) proposals.set(contact, this.#masters.wrap(randomBytes(32), contact));
    }
    return proposals === undefined ? undefined : this.#claim(proposals, now + REMEMBERED);
  }

  /** The key that seals for a contact; null when the contact was erased, undefined when it was not fetched. */
  current(contact: string): VaultKey | null | undefined {
    return this.#known.get(contact)?.key;
  }

  /** The key of a contact as it is kept now; undefined when there is none (any more). What is asked for in one turn of the event loop is asked together. */
  async find(contact: string): Promise<VaultKey | undefined> {
    if (this.#asked === undefined) {
      const contacts = new Set<string>();
      const answer = new Promise<void>((resolve) => {
        setImmediate(resolve);
      }).then(() => {
        this.#asked = undefined;
        return this.#book.read([...contacts]);
      });
      this.#asked = { contacts, answer };
    }
    this.#asked.contacts.add(contact);
    const kept = (await this.#asked.answer).get(contact);
    return kept === undefined || kept === null ? undefined : nameKey(this.#masters.unwrap(kept, contact));
  }

  async #claim(proposals: ReadonlyMap<string, string>, until: number): Promise<void> {
    for (const [contact, kept] of await this.#book.claim(proposals))
      this.#known.set(contact, { key: kept === null ? null : nameKey(this.#masters.unwrap(kept, contact)), until });
  }
}
