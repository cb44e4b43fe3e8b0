import { readDigits } from './digit-letters.ts';
import { hashOf } from './hash-of.ts';
import { type Lexicon, stemSalt } from './lexicon.ts';
import { stemEnd } from './polish-endings.ts';
import { emoticon, type TextScan, tokenKind } from './text-scan.ts';

/** Dense features of a text: bias, seven of the lexicon, eight of style. A model weighs them by language. */
export const denseBlock = 16;

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

/** The hash that TextScan gives a word of these letters. */
function hashUnits(units: Uint16Array, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < to; at++) hash = Math.imul(hash ^ units[at]!, 0x01000193);
  return hash;
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

function bucket(hash: number, shift: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> shift;
}

/**
 * What the sum of the hashed weights of a text is multiplied by: long texts have more features, and without this they would all look certain. Between one (as if each counted for itself) and the
 * square root, which holds for long ones.
 */
export function lengthScale(features: number): number {
  return 10 / Math.sqrt(20 + features);
}

/**
 * SentimentFeatures turns a scanned text into what the model weighs: word 1- and 2-grams with negation marks, stems of Polish words, character 3- to 5-grams inside words (all hashed into
 * `buckets`), and dense features of a lexicon and of style. Reused from text to text; nothing is allocated.
 */
export class SentimentFeatures {
  readonly buckets = new Int32Array(12_000);
  count = 0;
  readonly dense = new Float32Array(denseBlock);
  /** A word whose digits were read as letters. */
  readonly #decoded = new Uint16Array(40);
  readonly #lexicon: Lexicon;
  readonly #shift: number;

  /** Hashed features are folded into 2^`bits` buckets. */
  constructor(lexicon: Lexicon, bits: number) {
    this.#lexicon = lexicon;
    this.#shift = 32 - bits;
  }

  /** Reads the features of a scan, of the tokens that have a 1 in `part` when it is given; `polish` also looks words up by their stems. O(characters). */
  read(scan: TextScan, polish: boolean, part?: Uint8Array): void {
    const { buckets } = this;
    const { plain, start, end, kind, hash, clause, shouted, prefix, digits } = scan;
    const lexicon = this.#lexicon;
    const shift = this.#shift;
    const decoded = this.#decoded;
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
      if (part !== undefined && part[token] !== 1) continue;
      const one = kind[token]!;
      let whole = hash[token]!;
      if (one >= tokenKind.emoji) {
        buckets[count++] = bucket(whole ^ 0x3c6ef372, shift);
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
      let letters = plain;
      let from = start[token]!;
      let to = end[token]!;
      let stem = 0;
      if (digits[token] === 1 && readDigits(plain, from, to, decoded)) {
        // Told by its hash, a word such as "sh1t" is another one than "shit" to everything but this.
        letters = decoded;
        to -= from;
        from = 0;
        whole = hashUnits(letters, to);
        if (polish) stem = hashUnits(letters, to > 4 ? stemEnd(letters, 0, to) : to) ^ stemSalt;
      } else if (polish) stem = prefix[(to - from > 4 ? stemEnd(plain, from, to) : to) - 1]! ^ stemSalt;
      buckets[count++] = bucket(whole ^ mark, shift);
      buckets[count++] = bucket(Math.imul(previous, 0x85ebca6b) ^ whole, shift);
      previous = whole;
      if (one === tokenKind.hashtag) continue;
      if (polish) buckets[count++] = bucket(stem ^ mark, shift);
      // Characters of the word between two boundary marks (1): every 3-, 4- and 5-gram.
      if (to - from >= 2) {
        for (let at = from - 1; at <= to - 2; at++) {
          let gram = Math.imul(at < from ? 0x1f3d5b79 : 0x2468ace1 ^ letters[at]!, 0x01000193);
          gram = Math.imul(gram ^ letters[at + 1]!, 0x01000193);
          const third = at + 2;
          gram = Math.imul(gram ^ (third < to ? letters[third]! : 1), 0x01000193);
          buckets[count++] = bucket(gram, shift);
          if (third >= to) break;
          const fourth = at + 3;
          gram = Math.imul(gram ^ (fourth < to ? letters[fourth]! : 1), 0x01000193);
          buckets[count++] = bucket(gram, shift);
          if (fourth >= to) continue;
          const fifth = at + 4;
          gram = Math.imul(gram ^ (fifth < to ? letters[fifth]! : 1), 0x01000193);
          buckets[count++] = bucket(gram, shift);
        }
      }
      let polarity = lexicon.polarity(whole);
      if (polarity === 0 && polish && to - from > 4) polarity = lexicon.polarity(stem);
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
