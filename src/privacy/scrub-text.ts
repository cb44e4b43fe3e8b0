import { findEmails, mayHoldEmail, type Stretch } from './find-emails.ts';
import { findPhones } from './find-phones.ts';
import type { Pseudonymiser } from './pseudonymiser.ts';

/** A text without addresses and numbers, and what was taken out of it. */
export interface Scrubbed {
  readonly text: string;
  readonly found: readonly { readonly kind: 'email' | 'phone'; readonly value: string }[];
}

const NOTHING: Scrubbed['found'] = [];

/**
 * Puts a pseudonym in place of every e-mail address and phone number in a text: `[e-mail p1…]`, `[phone p1…]`. The same address always gives the same mark, so texts stay comparable.
 * `free` says the text was written by a person: then national phone formats are looked for too; in ids and addresses only numbers with a plus are.
 * A text without an at sign and without digits costs one scan.
 */
export function scrubText(text: string, free: boolean, pseudonym: Pseudonymiser): Scrubbed {
  let stretches: Stretch[] | undefined;
  if (mayHoldEmail(text)) stretches = findEmails(text);
  if (free ? text.length >= 9 && mayHoldNumber(text) : text.includes('+') || text.includes('%2B') || text.includes('%2b')) {
    const phones = findPhones(text, free);
    if (phones.length > 0)
      stretches = stretches && stretches.length > 0 ? [...stretches, ...phones].sort((a, b) => a.start - b.start) : phones;
  }
  if (stretches === undefined || stretches.length === 0) return { text, found: NOTHING };
  let clean = '';
  let from = 0;
  for (const { start, end, kind, value } of stretches) {
    // Digits of an address's local part may look like a number too; the first stretch wins, and what sticks out of it is masked as well.
    if (end <= from) continue;
    clean += `${text.slice(from, Math.max(from, start))}[${kind === 'email' ? 'e-mail' : 'phone'} ${pseudonym(kind, value)}]`;
    from = end;
  }
  return { text: clean + text.slice(from), found: stretches };
}

/** Whether at least seven digits stand in the text: no phone number is shorter. */
function mayHoldNumber(text: string): boolean {
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 48 && unit <= 57 && ++digits === 7) return true;
  }
  return false;
}
