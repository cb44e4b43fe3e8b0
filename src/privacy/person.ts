import type { Json, JsonObject } from '#kernel';
import { normaliseIdentifier } from './normalise-identifier.ts';

/** A person opened for sending; in memory only, never logged or stored. */
export interface Person {
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
}

/** The person in unsealed fields, whichever way the sender named them: a whole name first, else first and last name together. */
export function personOf(fields: JsonObject): Person {
  const byName = new Map(
    Object.entries(fields).map(([key, value]) => [key.toLowerCase().replaceAll('_', '').replaceAll('-', ''), text(value)]),
  );
  const first = byName.get('firstname') ?? byName.get('givenname') ?? byName.get('imie') ?? byName.get('imię');
  const last = byName.get('lastname') ?? byName.get('surname') ?? byName.get('familyname') ?? byName.get('nazwisko');
  const parts = [first, last].filter((part) => part !== undefined).join(' ');
  const name = byName.get('name') ?? byName.get('fullname') ?? (parts === '' ? byName.get('displayname') : parts);
  const email = byName.get('email');
  const digits = normaliseIdentifier('phone', byName.get('phone') ?? '');
  return {
    ...(email === undefined ? {} : { email: normaliseIdentifier('email', email) }),
    ...(digits === '' ? {} : { phone: `+${digits}` }),
    ...(name === undefined ? {} : { name }),
  };
}

function text(value: Json): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
