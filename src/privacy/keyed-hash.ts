import { createHmac, hash } from 'node:crypto';

/** HMAC-SHA256 of a text under one key, as base64url (43 characters). */
export type KeyedHash = (text: string) => string;

/** Block of SHA-256 in bytes, and the length of its digest. */
const BLOCK = 64;
const DIGEST = 32;
/** Texts of up to so many bytes are hashed in place; an identifier is never longer. */
const ROOM = 1_024;

/**
 * HMAC-SHA256 (RFC 2104) for many short texts under one key of at most 64 bytes: the two keyed blocks are laid out once, and each text costs two hashes of OpenSSL's without the objects that
 * `createHmac` makes for every answer, which take most of its time. Longer texts go through `createHmac`. Not to be shared between threads.
 */
export function createKeyedHash(key: Buffer): KeyedHash {
  if (key.length > BLOCK) throw new RangeError('the key of a keyed hash has 64 bytes at most');
  const inner = Buffer.alloc(BLOCK + ROOM);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let at = 0; at < BLOCK; at++) {
    inner[at] = (key[at] ?? 0) ^ 0x36;
    outer[at] = (key[at] ?? 0) ^ 0x5c;
  }
  return (text) => {
    // A UTF-16 unit takes three bytes at most.
    if (text.length * 3 > ROOM) return createHmac('sha256', key).update(text).digest('base64url');
    const length = inner.write(text, BLOCK, 'utf8');
    outer.write(hash('sha256', inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'binary');
    return hash('sha256', outer, 'base64url');
  };
}
