import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyedHash } from './keyed-hash.ts';

describe('a keyed hash', () => {
  it.each([0, 16, 32, 64])('is the HMAC-SHA256 of every text under a key of %i bytes', (length) => {
    const key = randomBytes(length);
    const keyed = createKeyedHash(key);
    const texts = [
      '',
      'a',
      'userId\u0000jan.kowalski',
      'Zażółć gęślą jaźń',
      '👍🏽',
      '\ud800 alone',
      'ż'.repeat(340),
      'ż'.repeat(342),
      'x'.repeat(5_000),
    ];
    // Short after long: what an earlier text left in the buffer must not count.
    for (const text of [...texts, ...texts.toReversed()])
      expect(keyed(text), JSON.stringify(text.slice(0, 40))).toBe(createHmac('sha256', key).update(text).digest('base64url'));
  });

  it('refuses a key that HMAC would hash first', () => {
    expect(() => createKeyedHash(randomBytes(65))).toThrow(RangeError);
  });
});
