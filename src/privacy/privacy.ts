import { createHmac, hkdfSync } from 'node:crypto';
import { CrosscurrentError, type JsonObject } from '#kernel';
import type { IdentifierKind, Identifiers } from './identifiers.ts';
import { personOf, type Person } from './person.ts';
import { protect, type Protected } from './protect.ts';
import { createPseudonymiser } from './pseudonymiser.ts';
import { resolveContact } from './resolve-contact.ts';
import { scrubText, type Scrubbed } from './scrub-text.ts';
import { createVault, oneVaultKey, type VaultKeys } from './vault.ts';

/** Privacy keeps people out of streams, logs and metrics: pseudonyms instead of identifiers, sealed text instead of personal fields. All of it is synchronous and does no I/O. */
export interface Privacy {
  /** The pseudonym of one identifier: `p1` and 18 base64url characters, the same for ever under one key. */
  pseudonym(kind: IdentifierKind, value: string): string;
  /** The contact behind these identifiers, or undefined when nothing identifies one. */
  resolveContact(identifiers: Identifiers): string | undefined;
  /** Personal fields as `v1.kid.nonce.ciphertext.tag`, bound to the contact's pseudonym (an empty text when there is no contact). */
  seal(fields: JsonObject, contact: string): string;
  /** What `seal` was given; throws `undecodable` when the text was changed, or belongs to another contact or key. */
  open(sealed: string, contact: string): JsonObject;
  /** The person in a contact's sealed text, in the writing a connector sends: e-mail in lower case, phone as `+` and digits, one name. Throws as `open` does. */
  openPerson(sealed: string, contact: string): Person;
  /** A text with pseudonyms in place of e-mail addresses and phone numbers; `free` (default) also looks for national phone formats. */
  scrub(text: string, free?: boolean): Scrubbed;
  /** An event's data without personal fields, and those fields; fills `identifiers`. */
  protect(type: string, data: JsonObject, identifiers: Identifiers): Protected;
  /** A keyed digest (22 base64url characters) of content that may hold personal fields, e.g. to derive an id. */
  digest(content: string): string;
}

/** Privacy over one master key of 32 bytes in base64 (throws `invalid-settings` otherwise); a sub-key per purpose is derived by HKDF-SHA256. `keys` replaces the one sealing key, e.g. by a key per contact. */
export function createPrivacy(settings: { readonly key: string; readonly keys?: VaultKeys }): Privacy {
  const master = Buffer.from(settings.key, 'base64');
  if (master.length !== 32) throw new CrosscurrentError('invalid-settings', 'The privacy key must be 32 bytes, written in base64.');
  const pseudonym = createPseudonymiser(Buffer.from(hkdfSync('sha256', master, 'crosscurrent', 'pseudonym v1', 32)));
  const digestKey = Buffer.from(hkdfSync('sha256', master, 'crosscurrent', 'digest v1', 32));
  const vault = createVault(settings.keys ?? oneVaultKey(master));
  return {
    pseudonym,
    resolveContact: (identifiers) => resolveContact(identifiers, pseudonym),
    seal: vault.seal,
    open: vault.open,
    openPerson: (sealed, contact) => personOf(vault.open(sealed, contact)),
    scrub: (text, free = true) => scrubText(text, free, pseudonym),
    protect: (type, data, identifiers) => protect(type, data, identifiers, pseudonym),
    digest: (content) => createHmac('sha256', digestKey).update(content).digest('base64url').slice(0, 22),
  };
}
