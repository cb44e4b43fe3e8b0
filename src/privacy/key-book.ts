/** What is kept of a contact's key: the key under the master key (see MasterKeys), or null once the contact was erased. */
export type KeptKey = string | null;

/** KeyBook keeps the wrapped keys of contacts, each in the contact's partition. It never sees a key itself. */
export interface KeyBook {
  /** What is kept of these contacts; those that have no key and were not erased are absent. */
  read(contacts: readonly string[]): Promise<ReadonlyMap<string, KeptKey>>;
  /** Keeps each proposed key unless one is kept already, and answers what is kept then: two processes that propose at once get the same answer. An erased contact gets none. */
  claim(proposals: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, KeptKey>>;
}

/** A KeyBook in memory, for tests and for stories without Redis. */
export class MemoryKeyBook implements KeyBook {
  readonly kept = new Map<string, KeptKey>();

  async read(contacts: readonly string[]): Promise<ReadonlyMap<string, KeptKey>> {
    return new Map(contacts.flatMap((contact) => (this.kept.has(contact) ? [[contact, this.kept.get(contact)!] as const] : [])));
  }

  async claim(proposals: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, KeptKey>> {
    for (const [contact, wrapped] of proposals) if (!this.kept.has(contact)) this.kept.set(contact, wrapped);
    return this.read([...proposals.keys()]);
  }

  erase(contact: string): void {
    this.kept.set(contact, null);
  }
}
