import type { Json, JsonObject } from '#kernel';
import { fieldRole } from './field-role.ts';
import type { IdentifierKind, Identifiers } from './identifiers.ts';
import type { Pseudonymiser } from './pseudonymiser.ts';
import { scrubText } from './scrub-text.ts';

/** What is left of an event's data without personal fields, and those fields by name. */
export interface Protected {
  readonly data: JsonObject;
  /** `email`, `phone`, `name` and parts of it, the first of each; whatever else was personal stands under `more`, by JSON pointer. Undefined when nothing was. */
  readonly personal: JsonObject | undefined;
}

/** Objects whose bare `name` is a person's, wherever they stand. */
const PEOPLE = new Set([
  'author',
  'user',
  'customer',
  'contact',
  'person',
  'traits',
  'profile',
  'recipient',
  'sender',
  'lead',
  'from',
  'to',
  'owner',
  'billing',
  'shipping',
]);

/** Fields that hold a person's name when they hold a text at all. */
const NAMED_BY_TEXT = new Set(['author', 'user', 'customer', 'contact', 'person', 'recipient', 'sender']);

const identifierFields: ReadonlyMap<string, IdentifierKind> = new Map([
  ['userId', 'userId'],
  ['user_id', 'userId'],
  ['anonymousId', 'anonymousId'],
  ['anonymous_id', 'anonymousId'],
  ['crmId', 'crmId'],
  ['crm_id', 'crmId'],
  ['deviceId', 'deviceId'],
  ['device_id', 'deviceId'],
  ['advertising_id', 'deviceId'],
  ['clickId', 'clickId'],
  ['click_id', 'clickId'],
]);

/**
 * Takes personal fields out of an event's data and puts pseudonyms in place of e-mail addresses and phone numbers inside the strings that stay, keys of objects included.
 * `identifiers` is filled with what the data says of who the person is, as far as it is not filled yet; an `identifiers` field of the data is taken out whole.
 * A bare `name` is a person's, except in `product.*` and `page.*` events, where it is a product's or a page's unless an e-mail, phone or first name stands beside it.
 * The input is not changed; parts without anything personal are shared with the answer.
 */
export function protect(type: string, data: JsonObject, identifiers: Identifiers, pseudonym: Pseudonymiser): Protected {
  const named = type.startsWith('product.') || type.startsWith('page.');
  const walk = new Walk(identifiers, pseudonym, named);
  const clean = walk.object(data, '', true, !named);
  return { data: clean, personal: walk.personal };
}

class Walk {
  personal: JsonObject | undefined;
  private readonly identifiers: Identifiers;
  private readonly pseudonym: Pseudonymiser;
  private readonly named: boolean;

  constructor(identifiers: Identifiers, pseudonym: Pseudonymiser, named: boolean) {
    this.identifiers = identifiers;
    this.pseudonym = pseudonym;
    this.named = named;
  }

  /** `root` is true for the data itself and for its traits: identifiers are read there. `person` says whether a bare name here is a person's. */
  object(value: JsonObject, pointer: string, root: boolean, person: boolean): JsonObject {
    let clean: JsonObject | undefined;
    const keys = Object.keys(value);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const field = value[key]!;
      const role = fieldRole(key);
      let kept: Json | undefined = field;
      let keptKey = key;
      if (
        role === 'email' ||
        role === 'phone' ||
        role === 'name' ||
        role === 'personal' ||
        (role === 'bare-name' && (person || besidePerson(keys)))
      ) {
        this.take(role === 'bare-name' ? 'name' : role, key, field, pointer, root);
        kept = undefined;
      } else if (role === 'identifiers' && root) {
        this.readIdentifiers(field, pointer);
        kept = undefined;
      } else if (typeof field === 'string' && NAMED_BY_TEXT.has(key)) {
        this.take('name', key, field, pointer, root);
        kept = undefined;
      } else if (typeof field === 'string') {
        if (root) this.noteIdentifier(key, field);
        kept = this.text(field, role === 'id');
      } else if (typeof field === 'object' && field !== null) {
        if (key === 'author' && root) this.noteAuthor(value);
        kept = Array.isArray(field) ? this.list(field, key, pointer) : this.inner(key, field, pointer, root);
      }
      if (mayHoldAddress(key)) keptKey = this.text(key, true);
      if (clean === undefined) {
        if (kept === field && keptKey === key) continue;
        clean = {};
        for (let before = 0; before < index; before++) clean[keys[before]!] = value[keys[before]!]!;
      }
      if (kept !== undefined) clean[keptKey] = kept;
    }
    return clean ?? value;
  }

  private inner(key: string, field: JsonObject, pointer: string, root: boolean): JsonObject {
    // Traits say who the person is exactly as the data does.
    return this.object(field, `${pointer}/${key}`, root && key === 'traits', this.isPerson(key));
  }

  /** Whether a bare name inside the object of this name is a person's: of people's objects always, of technical ones (campaign, product) never, of others unless the event is about products or pages. */
  private isPerson(key: string): boolean {
    return PEOPLE.has(key) || (!this.named && fieldRole(key) !== 'id');
  }

  private list(values: Json[], key: string, pointer: string): Json[] {
    let clean: Json[] | undefined;
    const id = fieldRole(key) === 'id';
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      let kept = value;
      if (typeof value === 'string') kept = this.text(value, id);
      else if (typeof value === 'object' && value !== null) {
        const here = `${pointer}/${key}/${index}`;
        kept = Array.isArray(value)
          ? this.list(value, String(index), `${pointer}/${key}`)
          : this.object(value, here, false, this.isPerson(key));
      }
      if (kept === value) continue;
      clean ??= [...values];
      clean[index] = kept;
    }
    return clean ?? values;
  }

  private text(value: string, technical: boolean): string {
    const address = value.startsWith('/') || value.includes('://');
    const clean = address && value.includes('?') ? this.query(value) : value;
    return scrubText(clean, !technical && !address, this.pseudonym).text;
  }

  /** An address whose query names personal fields (`?phone=600700800&name=Jan`) keeps the names; their values are masked. */
  private query(address: string): string {
    const mark = address.indexOf('?');
    const parts = address.slice(mark + 1).split('&');
    let changed = false;
    for (let index = 0; index < parts.length; index++) {
      const equals = parts[index]!.indexOf('=');
      if (equals < 1) continue;
      const name = parts[index]!.slice(0, equals);
      const role = fieldRole(name);
      if (role === 'plain' || role === 'id' || role === 'identifiers') continue;
      parts[index] = `${name}=-`;
      changed = true;
    }
    return changed ? `${address.slice(0, mark + 1)}${parts.join('&')}` : address;
  }

  private take(role: 'email' | 'phone' | 'name' | 'personal', key: string, value: Json, pointer: string, root: boolean): void {
    if (value === null || value === '') return;
    const personal = (this.personal ??= {});
    if (root && (role === 'email' || role === 'phone') && (typeof value === 'string' || typeof value === 'number'))
      this.identifiers[role] ??= String(value);
    const word = role === 'name' ? key : role;
    if (role !== 'personal' && (typeof value === 'string' || typeof value === 'number') && personal[word] === undefined) {
      personal[word] = String(value);
      return;
    }
    const more = (personal['more'] ??= {}) as JsonObject;
    more[`${pointer}/${key}`] = value;
  }

  private readIdentifiers(value: Json, pointer: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, one] of Object.entries(value)) {
      if (typeof one !== 'string' || one === '') continue;
      const role = fieldRole(key);
      if (role === 'email' || role === 'phone') this.take(role, key, one, `${pointer}/identifiers`, true);
      else this.noteIdentifier(key, one);
    }
  }

  private noteIdentifier(key: string, value: string): void {
    const kind = identifierFields.get(key) ?? (key === 'author' ? 'author' : undefined);
    if (kind !== undefined && value !== '') this.identifiers[kind] ??= value;
  }

  private noteAuthor(data: JsonObject): void {
    const author = data['author'] as JsonObject;
    const id = Array.isArray(author) ? undefined : author['id'];
    if (typeof id !== 'string' || id === '') return;
    const platform = typeof data['platform'] === 'string' ? data['platform'] : '';
    this.identifiers.author ??= `${platform}:${id}`;
  }
}

function besidePerson(keys: readonly string[]): boolean {
  return keys.some((key) => {
    const role = fieldRole(key);
    return role === 'email' || role === 'phone' || role === 'name';
  });
}

function mayHoldAddress(key: string): boolean {
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index);
    if (unit === 64 || unit === 43 || unit === 37 || unit === 0xff20) return true;
  }
  return false;
}
