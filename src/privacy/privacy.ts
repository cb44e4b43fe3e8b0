import { hkdfSync } from 'node:crypto';
import { CrosscurrentError, type JsonObject } from '#kernel';
import { ContactKeys } from './contact-keys.ts';
import type { IdentifierKind, Identifiers } from './identifiers.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { type KeyBook, MemoryKeyBook } from './key-book.ts';
import { createMasterKeys, type MasterKeys, nameKey } from './master-keys.ts';
import { personOf, type Person } from './person.ts';
import { protect, type Protected } from './protect.ts';
import { createPseudonymiser } from './pseudonymiser.ts';
import { type IsShared, type ResolvedPerson, resolvePerson } from './resolve-person.ts';
import { scrubText, type Scrubbed } from './scrub-text.ts';
import { createVault, sealedWith } from './vault.ts';

/** Privacy keeps people out of streams, logs and metrics: pseudonyms instead of identifiers, sealed text instead of personal fields. Only what deals with keys of contacts is asynchronous. */
export interface Privacy {
  /** The pseudonym of one identifier: `p1` and 18 base64url characters, the same for ever under one key. */
  pseudonym(kind: IdentifierKind, value: string): string;
  /** The contact behind these identifiers, or undefined when nothing identifies one. */
  resolveContact(identifiers: Identifiers): string | undefined;
  /** The same with all names of the person; what is shared by many (see PrivacySettings) links nobody. */
  resolvePerson(identifiers: Identifiers): ResolvedPerson | undefined;
  /** Makes ready to seal for these holders: contacts, or days (see dayHolder) for what belongs to nobody known. Undefined when nothing has to be fetched; rejects with what the store says. */
  prepare(holders: Iterable<string>): Promise<void> | undefined;
  /** Personal fields as `v1.kid.nonce.ciphertext.tag`, under the holder's own key and bound to the holder; undefined when the holder was erased. Throws `internal` for a holder that was not prepared. */
  seal(fields: JsonObject, holder: string): string | undefined;
  /** What `seal` was given; rejects with `undecodable` when the text was changed, belongs to another holder, or its key is no more. */
  open(sealed: string, holder: string): Promise<JsonObject>;
  /** The person in a contact's sealed text, in the writing a connector sends: e-mail in lower case, phone as `+` and digits, one name. Rejects as `open` does. */
  openPerson(sealed: string, contact: string): Promise<Person>;
  /** A text with pseudonyms in place of e-mail addresses and phone numbers; `free` (default) also looks for national phone formats. */
  scrub(text: string, free?: boolean): Scrubbed;
  /** An event's data without personal fields, and those fields; fills `identifiers`. */
  protect(type: string, data: JsonObject, identifiers: Identifiers): Protected;
  /** A keyed digest (22 base64url characters) of content that may hold personal fields, e.g. to derive an id. */
  digest(content: string): string;
}

/** What privacy stands on: `key`, 32 bytes in base64, makes pseudonyms; `vaultKeys`, the same each, are the master keys of the vault, the current one first (one derived from `key` stands behind them). */
export interface PrivacySettings {
  readonly key: string;
  readonly vaultKeys?: readonly string[];
  /** Tells identifiers that name no single person; none are without it. */
  readonly isShared?: IsShared;
  /** Where the keys of contacts are kept; in memory without it. */
  readonly book?: KeyBook;
  readonly monotonic?: () => number;
}

/** Privacy over master keys of 32 bytes in base64 (throws `invalid-settings` otherwise); a sub-key per purpose is derived by HKDF-SHA256. */
export function createPrivacy(settings: PrivacySettings): Privacy {
  const master = keyBytes(settings.key);
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', master, 'crosscurrent', purpose, 32));
  const pseudonym = createPseudonymiser(derive('pseudonym v1'));
  const digest = createKeyedHash(derive('digest v1'));
  const isShared = settings.isShared ?? (() => false);
  const vault = createVault();
  // Before contacts had keys of their own one key sealed for all; what lies under it still opens.
  const before = nameKey(derive('vault v1'));
  const keys = new ContactKeys(
    settings.book ?? new MemoryKeyBook(),
    vaultMasters(settings),
    settings.monotonic ?? (() => performance.now()),
  );

  const open = async (sealed: string, holder: string): Promise<JsonObject> =>
    sealedWith(sealed) === before.kid
      ? vault.open(sealed, holder.startsWith('day:') ? '' : holder, before)
      : vault.open(sealed, holder, await keys.find(holder));

  return {
    pseudonym,
    resolveContact: (identifiers) => resolvePerson(identifiers, pseudonym, isShared)?.contact,
    resolvePerson: (identifiers) => resolvePerson(identifiers, pseudonym, isShared),
    prepare: (holders) => keys.fetch(holders),
    seal(fields, holder) {
      const key = keys.current(holder);
      if (key === undefined) throw new CrosscurrentError('internal', 'a holder must be prepared before anything is sealed for it');
      return key === null ? undefined : vault.seal(fields, holder, key);
    },
    open,
    openPerson: async (sealed, contact) => personOf(await open(sealed, contact)),
    scrub: (text, free = true) => scrubText(text, free, pseudonym),
    protect: (type, data, identifiers) => protect(type, data, identifiers, pseudonym),
    digest: (content) => digest(content).slice(0, 22),
  };
}

/** The master keys of the vault under these settings: those named, and behind them the one that is derived from the privacy key. */
export function vaultMasters({ key, vaultKeys = [] }: Pick<PrivacySettings, 'key' | 'vaultKeys'>): MasterKeys {
  const derived = Buffer.from(hkdfSync('sha256', keyBytes(key), 'crosscurrent', 'vault master v1', 32));
  return createMasterKeys([...vaultKeys.map(keyBytes), derived]);
}

/** Who holds what is sealed without a contact: the day on which it came (epoch ms). The key of a day is kept for some weeks only. */
export function dayHolder(at: number): string {
  return `day:${new Date(at).toISOString().slice(0, 10)}`;
}

function keyBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new CrosscurrentError('invalid-settings', 'A privacy or vault key must be 32 bytes, written in base64.');
  return bytes;
}
