import { normaliseIdentifier } from './normalise-identifier.ts';
import type { IsShared } from './resolve-person.ts';

/** What senders write when they know nobody: never a person, of whatever kind. */
const NOBODY = new Set([
  '0',
  '-1',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'n/a',
  'anonymous',
  'anonim',
  'guest',
  'unknown',
  'true',
  'false',
  '[object object]',
  '00000000-0000-0000-0000-000000000000',
]);
const LONGEST_NOBODY = Math.max(...[...NOBODY].map((word) => word.length));

/**
 * Tells identifiers that name no single person. A pattern is a phone number (`+48 22 123 45 67`), an e-mail address, `local@*` (that mailbox of any domain), `*@domain`, or any other value as it is sent. Words for nobody
 * (`null`, `anonymous`, an advertising id of zeros) are always shared.
 */
export function compileShared(patterns: readonly string[]): IsShared {
  const phones = new Set<string>();
  const mailboxes = new Set<string>();
  const domains = new Set<string>();
  const exact = new Set<string>();
  for (const pattern of patterns) {
    const at = pattern.indexOf('@');
    if (at === -1) {
      exact.add(pattern.trim());
      if (/^[\d\s()+./-]{7,}$/.test(pattern)) phones.add(normaliseIdentifier('phone', pattern));
    } else if (pattern.endsWith('@*')) mailboxes.add(normaliseIdentifier('email', pattern.slice(0, -2)));
    else if (pattern.startsWith('*@')) domains.add(normaliseIdentifier('email', pattern.slice(2)));
    else exact.add(normaliseIdentifier('email', pattern));
  }
  return (kind, value) => {
    if (kind === 'phone') return phones.has(value) || /^(\d)\1*$/.test(value);
    if (kind === 'email') {
      const at = value.lastIndexOf('@');
      return exact.has(value) || mailboxes.has(value.slice(0, at)) || domains.has(value.slice(at + 1));
    }
    return exact.has(value) || (value.length <= LONGEST_NOBODY && NOBODY.has(value.toLowerCase()));
  };
}
