import { openLedger } from '#attribution';
import { contactField, type ContactRecord } from '#contact';
import type { MarketingEvent } from '#event';
import { hash32, type JsonObject } from '#kernel';
import { listDeadLetters } from '#outbox/redis';
import { dayHolder, type Privacy } from '#privacy';
import { defineScript, type Keys, type RedisClient } from '#redis';
import type { EventSink } from '#stream';
import type { Audit } from './redis-audit.ts';
import { readRetained } from './read-history.ts';

/** Everything the engine holds of a person, opened, as it is handed over when the person asks. */
export interface ContactExport {
  readonly contact: string;
  /** All names of the person, the contact first. */
  readonly names: readonly string[];
  readonly erased: boolean;
  /** The record as committed, its sealed fields opened under `person`. */
  readonly record: JsonObject | undefined;
  readonly person: JsonObject | undefined;
  /** Events that are still retained, oldest first, each with its personal fields under `personal`. */
  readonly events: readonly JsonObject[];
  readonly deadLetters: readonly JsonObject[];
}

/** What erasing did. `keys` counts the keys that were destroyed; `compacted` says whether Redis began to rewrite its log without them. */
export interface ContactErasure {
  readonly contact: string;
  readonly names: readonly string[];
  readonly already: boolean;
  readonly keys: number;
  readonly compacted: boolean;
}

/** ContactFile answers the requests of people about their own data. Every act is noted in the audit, by pseudonym. A contact may be named by any of the names that were joined. */
export interface ContactFile {
  export(contact: string, by: string): Promise<ContactExport>;
  /** Destroys the keys of all names of the person, so that nothing sealed for them opens any more, wherever it lies; drops their records through their lanes, and suppresses what comes of them from now on. Repeating it changes nothing. */
  erase(contact: string, by: string): Promise<ContactErasure>;
  /** Parts a name from the contact it was joined to; false when it was joined to none. What was joined stays there. */
  part(name: string, by: string): Promise<boolean>;
}

/** ContactFile over the Redis of a deployment. `now` is business time. */
export function createContactFile(options: {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly privacy: Privacy;
  readonly audit: Audit;
  readonly sink: EventSink;
  readonly now: () => number;
  readonly stateGeneration: number;
}): ContactFile {
  const { client, keys, privacy, audit, sink, now } = options;
  const eraseContact = defineScript(client, 'erase_contact', new URL('./erase-contact.lua', import.meta.url));

  async function committed(contact: string): Promise<ContactRecord | undefined> {
    const partition = hash32(contact) % keys.partitions;
    const newest = Math.floor(now() / options.stateGeneration);
    for (const generation of [newest, newest - 1]) {
      const json = await client.hget(keys.state('enrich', partition, generation), contactField(contact));
      if (json === null) continue;
      const record = JSON.parse(json) as ContactRecord;
      // What is shown to people is written out.
      if (record.journey !== undefined) record.journey = { ...record.journey, touches: [...openLedger(record.journey).touches] };
      return record;
    }
    return undefined;
  }
  /** The contact that a name goes under, its record, and all names of the person. */
  async function personOf(name: string): Promise<{ contact: string; record: ContactRecord | undefined; names: string[] }> {
    let contact = name;
    let record = await committed(name);
    for (let hop = 0; record?.alias !== undefined && hop < 16; hop++) {
      contact = record.alias.id;
      record = await committed(contact);
    }
    return { contact, record, names: [...new Set([contact, name, ...Object.keys(record?.members ?? {})])] };
  }
  const opened = (sealed: string | undefined, holder: string): Promise<JsonObject | undefined> =>
    sealed === undefined
      ? Promise.resolve(undefined)
      : privacy.open(sealed, holder).catch((): JsonObject => ({ unreadable: 'its key was destroyed, or is another' }));
  async function openedEvent({ sealed, ...event }: MarketingEvent): Promise<JsonObject> {
    const personal = await opened(sealed, event.via ?? event.contact ?? dayHolder(event.received));
    return { ...(event as unknown as JsonObject), ...(personal === undefined ? {} : { personal }) };
  }
  function said(id: string, type: string, contact: string, at: number): MarketingEvent {
    return { id, source: 'crosscurrent', type, time: new Date(at).toISOString(), at, received: at, contact, data: {} };
  }

  async function deadLettersOf(names: ReadonlySet<string>): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    for (const partition of new Set([...names].map((name) => hash32(name) % keys.partitions))) {
      for (let after: string | undefined; ;) {
        const page = await listDeadLetters(client, keys, partition, { count: 500, ...(after === undefined ? {} : { after }) });
        for (const { letter } of page) {
          const { value } = letter;
          const contact = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['contact'] : undefined;
          if (typeof contact !== 'string' || !names.has(contact)) continue;
          const event = letter.stage === 'enrich' ? await openedEvent(value as unknown as MarketingEvent) : value;
          found.push({ ...(letter as unknown as JsonObject), value: event });
        }
        after = page.at(-1)?.id;
        if (page.length < 500) break;
      }
    }
    return found;
  }

  return {
    async export(name, by) {
      await audit.note({ at: now(), by, act: 'export', subject: name });
      const { contact, record: whole, names } = await personOf(name);
      const { sealed, sealedBy, ...record } = whole ?? {};
      const all = new Set(names);
      const events: JsonObject[] = [];
      for await (const chunk of readRetained(client, keys).chunks)
        for (const event of chunk) if (event.contact !== undefined && all.has(event.contact)) events.push(await openedEvent(event));
      return {
        contact,
        names,
        erased: (await client.hexists(keys.erased(hash32(contact) % keys.partitions), contact)) === 1,
        record: Object.keys(record).length === 0 ? undefined : (record as unknown as JsonObject),
        person: await opened(sealed, sealedBy ?? contact),
        events,
        deadLetters: await deadLettersOf(all),
      };
    },

    async erase(name, by) {
      const at = now();
      const { contact, names } = await personOf(name);
      let destroyed = 0;
      let already = true;
      for (const one of names) {
        const partition = hash32(one) % keys.partitions;
        const had = (await eraseContact(
          [keys.vault(partition), keys.erased(partition), keys.events(partition), keys.counters(partition)],
          [one, at, JSON.stringify([said(`erased ${one}`, 'contact.erased', one, at)])],
        )) as number;
        if (had !== -1) already = false;
        destroyed += Math.max(0, had);
        await audit.note({ at, by, act: 'erase', subject: one, detail: had === -1 ? 'it was erased before' : `${had} key destroyed` });
      }
      // A destroyed key still stands in the log on disk until that is written anew; where another rewrite runs already, or nobody may ask for one, that one or the next does it.
      const compacted =
        destroyed > 0 &&
        (await client.call('BGREWRITEAOF').then(
          () => true,
          () => false,
        ));
      return { contact, names, already, keys: destroyed, compacted };
    },

    async part(name, by) {
      const alias = (await committed(name))?.alias;
      if (alias === undefined) return false;
      const at = now();
      await audit.note({ at, by, act: 'part', subject: name, detail: `from ${alias.id}` });
      await sink.append([said(`parted ${name} ${at}`, 'contact.parted', name, at)]);
      return true;
    },
  };
}
