import { type TextScan, tokenKind } from './text-scan.ts';

/** Hashed features are folded into 2^languageBits buckets. */
export const languageBits = 14;
/** Languages of the Latin script that the model tells apart, in the order of its weights; `und` is any other. */
export const modelLanguages = ['en', 'pl', 'de', 'es', 'fr', 'it', 'pt', 'und'] as const;

/** So many words are enough to know a language. */
const mostWords = 24;

function bucket(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - languageBits);
}

/**
 * Writes the hashed features of a scan into `out` and answers how many: each plain word as a whole, and its character 2-, 3- and 4-grams between boundary marks.
 * Letters keep their diacritics; `withoutDiacritics` reads the text as if it had been written without them (for training). `from` and `to` bound the words.
 */
export function languageFeatures(scan: TextScan, out: Int32Array, withoutDiacritics = false, from = 0, to = mostWords): number {
  const units = withoutDiacritics ? scan.plain : scan.lower;
  const { kind, start, end } = scan;
  let count = 0;
  let words = 0;
  for (let token = 0; token < scan.tokens && words < to; token++) {
    if (kind[token] !== tokenKind.word) continue;
    const first = start[token]!;
    const last = end[token]!;
    // Numbers belong to every language.
    if (units[first]! < 58) continue;
    if (words++ < from) continue;
    let whole = 0x51ed270b;
    let one = 1;
    let two = 0;
    let three = 0;
    for (let at = first; at <= last; at++) {
      const unit = at < last ? units[at]! : 1;
      whole = Math.imul(whole ^ unit, 0x01000193);
      const pair = Math.imul((one << 16) ^ unit ^ 0x2545f491, 0x85ebca6b);
      out[count++] = bucket(pair);
      if (two !== 0) {
        const triple = Math.imul(pair ^ two, 0xc2b2ae35) ^ (two << 7);
        out[count++] = bucket(triple);
        if (three !== 0) out[count++] = bucket(Math.imul(triple ^ Math.imul(three, 0x27d4eb2f), 0x165667b1));
      }
      three = two;
      two = one;
      one = unit;
    }
    out[count++] = bucket(whole);
    if (count > 1_900) break;
  }
  return count;
}
