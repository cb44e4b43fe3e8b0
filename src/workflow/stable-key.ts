import { createHash } from 'node:crypto';

/** A stable name for something that must be the same on every attempt: SHA-256 over the parts (each with its length, so that no two lists collide), 27 characters of base64url (162 bits). */
export function stableKey(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('base64url').slice(0, 27);
}
