import { createHash } from 'node:crypto';

/** An e-mail address as Meta matches it: trimmed, lower case, SHA-256 in lower hex. Undefined when it is none. What is already hashed passes unchanged. */
export function hashedEmail(email: string): string | undefined {
  const normal = email.trim().toLowerCase();
  if (isHashed(normal)) return normal;
  const at = normal.lastIndexOf('@');
  if (at < 1 || at === normal.length - 1 || /\s/.test(normal)) return undefined;
  return sha256(normal);
}

/**
 * A phone number as Meta matches it: digits with country code, no `+`, no leading zeros, SHA-256 in lower hex. A number without `+` or `00` gets `countryCode` in front when one is given.
 * Undefined when fewer than seven digits remain. What is already hashed passes unchanged.
 */
export function hashedPhone(phone: string, countryCode?: string): string | undefined {
  const text = phone.trim();
  if (isHashed(text)) return text;
  const digits = text.replace(/\D/g, '');
  const international = text.startsWith('+') || digits.startsWith('00');
  const normal = (international || countryCode === undefined ? '' : countryCode.replace(/\D/g, '')) + digits.replace(/^0+/, '');
  return normal.length < 7 || normal.length > 15 ? undefined : sha256(normal);
}

function isHashed(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
