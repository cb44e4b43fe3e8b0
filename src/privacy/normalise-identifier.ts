import type { IdentifierKind } from './identifiers.ts';

/**
 * The one writing of an identifier under which its pseudonym is made, so that the same person gets the same pseudonym however a sender writes them:
 * an e-mail is trimmed and lower-cased; a phone is digits only with its country code, a Polish national number (nine digits, with or without a leading zero) gets 48,
 * and a leading 00 is dropped; everything else is trimmed. Returns an empty string when nothing is left.
 */
export function normaliseIdentifier(kind: IdentifierKind, value: string): string {
  if (kind === 'email') return value.trim().normalize('NFC').toLowerCase();
  if (kind === 'phone') return normalisePhone(value);
  return value.trim();
}

function normalisePhone(value: string): string {
  let digits = '';
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit >= 48 && unit <= 57) digits += value[index];
  }
  if (digits.startsWith('00')) digits = digits.slice(2);
  // "+48 (0) 600…" is written with a trunk zero by some; it is not part of the number.
  if (digits.startsWith('480') && digits.length === 12) digits = `48${digits.slice(3)}`;
  if (digits.length === 10 && digits.startsWith('0')) digits = digits.slice(1);
  return digits.length === 9 ? `48${digits}` : digits;
}
