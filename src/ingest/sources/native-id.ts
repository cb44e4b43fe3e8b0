import { hash } from 'node:crypto';

/** The id of an event from the platform's own ids: `comment:55_77:removed`. One that would be too long, or holds what an id may not, becomes a digest. */
export function nativeId(...parts: readonly (string | number)[]): string {
  const id = parts.join(':');
  return id.length <= 200 && /^[\x21-\x7e]+$/.test(id) ? id : hashedId(...parts);
}

/** An id that does not show what it is made of: for ids of devices and of people, and for platforms whose events have no id at all. */
export function hashedId(...parts: readonly (string | number)[]): string {
  return `s1${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 32)}`;
}
