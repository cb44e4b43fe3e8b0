import type { ContactRecord } from '#contact';
import { contactField } from '#contact';
import type { MarketingEvent } from '#event';
import { hash32, type Json, type JsonObject } from '#kernel';
import { listDeadLetters } from '#outbox/redis';
import { dayHolder, type Privacy } from '#privacy';
import { defineScript, type Keys, type RedisClient } from '#redis';
import type { Audit } from './redis-audit.ts';
import { readRetained } from './read-history.ts';

/** Everything the engine holds of a person, opened, as it is handed over when the person asks. */
export interface ContactExport {
  readonly contact: string;
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
  readonly already: boolean;
  readonly keys: number;
  readonly compacted: boolean;
}

/** ContactFile answers the requests of people about their own data. Both acts are noted in the audit, by pseudonym. */
export interface ContactFile {
  export(contact: string, by: string): Promise<ContactExport>;
  /** Destroys the contact's key, so that nothing sealed for it opens any more, wherever it lies; drops its record through its lane, and suppresses what comes of it from now on. Repeating it changes nothing. */
  erase(contact: string, by: string): Promise<ContactErasure>;
}

/** ContactFile over the Redis of a deployment. `now` is business time. */
export function createContactFile(options: {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly privacy: Privacy;
  readonly audit: Audit;
  readonly now: () => number;
  readonly stateGeneration: number;
}): ContactFile {
  const { client, keys, privacy, audit, now } = options;
  const eraseContact = defineScript(client, 'erase_contact', new URL('./erase-contact.lua', import.meta.url));

  async function committed(contact: string): Promise<ContactRecord | undefined> {
    const partition = hash32(contact) % keys.partitions;
    const newest = Math.floor(now() / options.stateGeneration);
    for (const generation of [newest, newest - 1]) {
      const json = await client.hget(keys.state('enrich', partition, generation), contactField(contact));
      if (json !== null) return JSON.parse(json) as ContactRecord;
    }
    return undefined;
  }
  const opened = (sealed: string | undefined, holder: string): Promise<JsonObject | undefined> =>
    sealed === undefined
      ? Promise.resolve(undefined)
      : privacy.open(sealed, holder).catch((): JsonObject => ({ unreadable: 'its key was destroyed, or is another' }));
  async function openedEvent({ sealed, ...event }: MarketingEvent): Promise<JsonObject> {
    const personal = await opened(sealed, event.contact ?? dayHolder(event.received));
    return { ...(event as unknown as JsonObject), ...(personal === undefined ? {} : { personal }) };
  }

  return {
    async export(contact, by) {
      await audit.note({ at: now(), by, act: 'export', subject: contact });
      const partition = hash32(contact) % keys.partitions;
      const { sealed, ...record } = (await committed(contact)) ?? {};
      const events: JsonObject[] = [];
      for await (const chunk of readRetained(client, keys).chunks)
        for (const event of chunk) if (event.contact === contact) events.push(await openedEvent(event));
      const deadLetters: JsonObject[] = [];
      for (let after: string | undefined; ;) {
        const page = await listDeadLetters(client, keys, partition, { count: 500, ...(after === undefined ? {} : { after }) });
        for (const { letter } of page) {
          const value = letter.value as Json & { contact?: Json };
          if (typeof value !== 'object' || value === null || value.contact !== contact) continue;
          const event = letter.stage === 'enrich' ? await openedEvent(value as unknown as MarketingEvent) : value;
          deadLetters.push({ ...(letter as unknown as JsonObject), value: event });
        }
        after = page.at(-1)?.id;
        if (page.length < 500) break;
      }
      return {
        contact,
        erased: (await client.hexists(keys.erased(partition), contact)) === 1,
        record: Object.keys(record).length === 0 ? undefined : (record as unknown as JsonObject),
        person: await opened(sealed, contact),
        events,
        deadLetters,
      };
    },

    async erase(contact, by) {
      const partition = hash32(contact) % keys.partitions;
      const at = now();
      const told: MarketingEvent = {
        id: `erased ${contact}`,
        source: 'crosscurrent',
        type: 'contact.erased',
        time: new Date(at).toISOString(),
        at,
        received: at,
        contact,
        data: {},
      };
      const had = (await eraseContact(
        [keys.vault(partition), keys.erased(partition), keys.events(partition), keys.counters(partition)],
        [contact, at, JSON.stringify([told])],
      )) as number;
      await audit.note({ at, by, act: 'erase', subject: contact, detail: had === -1 ? 'it was erased before' : `${had} key destroyed` });
      // The destroyed key still stands in the log on disk until that is written anew; where another rewrite runs already, or nobody may ask for one, that one or the next does it.
      const compacted =
        had === 1 &&
        (await client.call('BGREWRITEAOF').then(
          () => true,
          () => false,
        ));
      return { contact, already: had === -1, keys: Math.max(0, had), compacted };
    },
  };
}
