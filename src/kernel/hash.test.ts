import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest64, hash32 } from './hash.ts';

function digest(text: string, high = 0, low = 0): string {
  const out = new Uint32Array(2);
  digest64(text, high, low, out);
  return `${out[0]}:${out[1]}`;
}

describe('hashes', () => {
  it('give the same number for ever: partitions of stored events depend on it', () => {
    expect(['', 'a', 'contact-1', 'zażółć gęślą jaźń'].map(hash32)).toMatchInlineSnapshot(`
      [
        2872998923,
        444641715,
        3776277100,
        1457862384,
      ]
    `);
    expect(['', 'a', 'contact-1'].map((text) => digest(text, 1, 2))).toMatchInlineSnapshot(`
      [
        "800588926:3262666791",
        "3201568210:1677289228",
        "4157364184:294294027",
      ]
    `);
  });

  it('spread ids that differ in one digit evenly over eight partitions', () => {
    const counts = Array.from({ length: 8 }, () => 0);
    for (let index = 0; index < 80_000; index++) counts[hash32(`contact-${index}`) % 8]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('tell 200 000 near ids apart with 64 bits, and none of a half alone collides more than chance explains', () => {
    const seen = new Set<string>();
    const low = new Set<number>();
    const out = new Uint32Array(2);
    for (let index = 0; index < 200_000; index++) {
      digest64(`source-7|event-${index}`, 11, 22, out);
      seen.add(`${out[0]}:${out[1]}`);
      low.add(out[1]!);
    }
    expect(seen.size).toBe(200_000);
    expect(200_000 - low.size).toBeLessThan(30);
  });

  it('depend on the seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 2 ** 31 }), (text, seed) => {
        expect(digest(text, seed, seed + 1)).not.toBe(digest(text, seed + 1, seed));
      }),
    );
  });
});
