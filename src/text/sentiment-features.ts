import { hashOf } from './hash-of.ts';
import { type Lexicon, stemSalt } from './lexicon.ts';
import { stemEnd } from './polish-endings.ts';
import { emoticon, type TextScan, tokenKind } from './text-scan.ts';

/** Hashed features are folded into 2^featureBits buckets. */
export const featureBits = 16;
/** Dense features per language block: bias, seven of the lexicon, eight of style. */
export const denseBlock = 16;
/** Offset of each language's block in the dense features. */
export const denseOffset = { en: 0, pl: denseBlock } as const;
export const denseFeatures = 2 * denseBlock;

const negators = new Set(
  [
    'not no never none nobody nothing neither nor nowhere cannot cant wont dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt shouldnt wouldnt couldnt aint without hardly',
    'nie bez ani nigdy zaden zadna zadne zadnego zadnej nikt nic niczego brak',
  ]
    .join(' ')
    .split(' ')
    .map(hashOf),
);
const negationSlots = new Int32Array(256);
for (const hash of negators) {
  let slot = (Math.imul(hash, 0x9e3779b1) >>> 24) & 255;
  while (negationSlots[slot] !== 0) slot = (slot + 1) & 255;
  negationSlots[slot] = hash;
}

/** Words after a negator that are read as negated, unless a clause ends before. */
const negationReach = 3;

function isNegator(hash: number): boolean {
  let slot = (Math.imul(hash, 0x9e3779b1) >>> 24) & 255;
  while (negationSlots[slot] !== 0) {
    if (negationSlots[slot] === hash) return true;
    slot = (slot + 1) & 255;
  }
  return false;
}

function bucket(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - featureBits);
}

/**
 * SentimentFeatures turns a scanned text into what the model weighs: word 1- and 2-grams with negation marks, character 3- to 5-grams inside words (both hashed into `buckets`),
 * and dense features of a lexicon and of style (`dense`, already in the language's block). Reused from text to text; nothing is allocated.
 */
export class SentimentFeatures {
  readonly buckets = new Int32Array(12_000);
  count = 0;
  readonly dense = new Float32Array(denseBlock);
  readonly #lexicon: Lexicon;

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  /** Reads the features of a scan; `polish` also looks words up by their stems. O(characters). */
  read(scan: TextScan, polish: boolean): void {
    const { buckets } = this;
    const { plain, start, end, kind, hash, clause, shouted, prefix } = scan;
    const lexicon = this.#lexicon;
    let count = 0;
    let previous = 0x1234567;
    let negated = 0;
    let positive = 0;
    let negative = 0;
    let hits = 0;
    let lastPolarity = 0;
    let most = 0;
    let least = 0;
    let faces = 0;
    let words = 0;
    for (let token = 0; token < scan.tokens; token++) {
      const one = kind[token]!;
      const whole = hash[token]!;
      if (one >= tokenKind.emoji) {
        buckets[count++] = bucket(whole ^ 0x3c6ef372);
        if (one === tokenKind.emoticon) {
          faces += whole === emoticon.sad ? -1 : whole === emoticon.slant ? -0.5 : 1;
        } else {
          faces += lexicon.polarity(whole);
        }
        continue;
      }
      if (clause[token] === 1) negated = 0;
      words++;
      const mark = negated > 0 ? 0x7f4a7c15 : 0;
      buckets[count++] = bucket(whole ^ mark);
      buckets[count++] = bucket(Math.imul(previous, 0x85ebca6b) ^ whole);
      previous = whole;
      if (one === tokenKind.hashtag) continue;
      const from = start[token]!;
      const to = end[token]!;
      // Characters of the word between two boundary marks (1): every 3-, 4- and 5-gram.
      if (to - from >= 2) {
        for (let at = from - 1; at <= to - 2; at++) {
          let gram = Math.imul(at < from ? 0x1f3d5b79 : 0x2468ace1 ^ plain[at]!, 0x01000193);
          gram = Math.imul(gram ^ plain[at + 1]!, 0x01000193);
          const third = at + 2;
          gram = Math.imul(gram ^ (third < to ? plain[third]! : 1), 0x01000193);
          buckets[count++] = bucket(gram);
          if (third >= to) break;
          const fourth = at + 3;
          gram = Math.imul(gram ^ (fourth < to ? plain[fourth]! : 1), 0x01000193);
          buckets[count++] = bucket(gram);
          if (fourth >= to) continue;
          const fifth = at + 4;
          gram = Math.imul(gram ^ (fifth < to ? plain[fifth]! : 1), 0x01000193);
          buckets[count++] = bucket(gram);
        }
      }
      let polarity = lexicon.polarity(whole);
      if (polarity === 0 && polish && to - from > 4) {
        const stem = stemEnd(plain, from, to);
        polarity = lexicon.polarity(prefix[stem - 1]! ^ stemSalt);
      }
      if (polarity !== 0) {
        if (negated > 0) polarity *= -0.7;
        if (shouted[token] === 1) polarity *= 1.3;
        hits++;
        lastPolarity = polarity;
        if (polarity > 0) {
          positive += polarity;
          if (polarity > most) most = polarity;
        } else {
          negative -= polarity;
          if (polarity < least) least = polarity;
        }
      }
      if (isNegator(whole)) negated = negationReach + 1;
      if (negated > 0) negated--;
      if (count > 11_000) break;
    }
    this.count = count;
    const { dense } = this;
    dense[0] = 1;
    dense[1] = positive;
    dense[2] = negative;
    dense[3] = (positive - negative) / (1 + hits);
    dense[4] = lastPolarity;
    dense[5] = most;
    dense[6] = least;
    dense[7] = faces > 2 ? 2 : faces < -2 ? -2 : faces;
    dense[8] = scan.exclamations > 3 ? 1 : scan.exclamations / 3;
    dense[9] = scan.questions > 3 ? 1 : scan.questions / 3;
    dense[10] = scan.shouts > 4 ? 1 : scan.shouts / 4;
    dense[11] = scan.elongations > 2 ? 1 : scan.elongations / 2;
    dense[12] = scan.links > 0 ? 1 : 0;
    dense[13] = scan.mentions > 2 ? 1 : scan.mentions / 2;
    dense[14] = words > 30 ? 1 : words / 30;
    dense[15] = scan.ellipses > 0 ? 1 : 0;
  }
}
