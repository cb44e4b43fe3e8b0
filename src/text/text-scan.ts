import { letters } from './letters.ts';
import { mask, unmask } from './masked-words.ts';

/** Kinds of a token. A `part` is a word inside a hashtag written in CamelCase; it follows its hashtag. */
export const tokenKind = { word: 0, hashtag: 1, part: 2, emoji: 3, emoticon: 4 } as const;

/** Hashes given to emoticons; many faces, few meanings. */
export const emoticon = { smile: 0x1f642, sad: 0x1f641, slant: 0x1f615, laugh: 0x1f604, heart: 0x2764 } as const;

/** Text is read up to this many kept characters and tokens; what follows cannot change a score, so that a long post has a bounded cost. */
const maxUnits = 2_048;
const maxTokens = 512;

const fnvOffset = 0x811c9dc5 | 0;
const fnvPrime = 0x01000193;

/**
 * TextScan is one text after a single pass: its tokens, in arrays that are used again for the next text. Links and @mentions are left out, letters repeated more than twice are kept twice,
 * HTML entities and literal `\uXXXX` escapes (both common in exported posts) are read as what they mean.
 *
 *     "Nie działa mi #KawomatPro!!! :("   →   nie · dziala · mi · #kawomatpro · kawomat · pro · (sad)
 */
export class TextScan {
  /** Kept characters without diacritics, and in lower case only. Words are `start[t]` (inclusive) to `end[t]` (exclusive). */
  plain = new Uint16Array(0);
  lower = new Uint16Array(0);
  /** Running hash of `plain` from the start of its token up to and with this character: the hash of every prefix. */
  prefix = new Int32Array(0);
  start = new Uint16Array(0);
  end = new Uint16Array(0);
  kind = new Uint8Array(0);
  /** Hash of the whole token; of an emoji its code point. */
  hash = new Int32Array(0);
  /** 1 where the token begins a new clause (punctuation stood before it). */
  clause = new Uint8Array(0);
  /** 1 where a word of three letters or more stands in capitals. */
  shouted = new Uint8Array(0);
  /** 1 where a word has digits among its letters. */
  digits = new Uint8Array(0);
  /** Letters per script, indexed as `scripts`; Latin is not counted here. */
  readonly scripts = new Uint16Array(16);
  tokens = 0;
  units = 0;
  exclamations = 0;
  questions = 0;
  ellipses = 0;
  mentions = 0;
  links = 0;
  shouts = 0;
  elongations = 0;
  #clause = 1;
  /** Length of the longest text there is room for. */
  #room = 0;

  /** Reads a text. O(length); allocates only when no text before was as long. */
  read(text: string): void {
    if (text.length > this.#room) this.#makeRoom(text.length);
    const { lower: lowerOf, plain: plainOf, script: scriptOf } = letters;
    const { plain, lower, prefix, scripts } = this;
    const length = text.length;
    this.tokens = this.units = this.exclamations = this.questions = this.ellipses = 0;
    this.mentions = this.links = this.shouts = this.elongations = 0;
    for (let script = 0; script < 16; script++) scripts[script] = 0;
    this.#clause = 1;
    let at = 0;
    let before = 0;
    while (at < length && this.units < maxUnits && this.tokens < maxTokens) {
      let unit = text.charCodeAt(at);
      let width = 1;
      if (unit === 92 && at + 5 < length && text.charCodeAt(at + 1) === 117) {
        const decoded = hexUnit(text, at + 2);
        if (decoded >= 0) {
          unit = decoded;
          width = 6;
        }
      }
      const low = lowerOf[unit]!;
      if (low !== 0) {
        if (low === 104 && isLink(text, at, length)) {
          this.links++;
          at = afterLink(text, at, length);
          before = 32;
          continue;
        }
        // A word: letters and digits, with an apostrophe inside read as nothing (don't → dont).
        const token = this.tokens;
        const from = this.units;
        let to = from;
        let hash = fnvOffset;
        let capitals = 0;
        let last = 0;
        let run = 0;
        let digits = 0;
        let masks = 0;
        while (at < length && to < maxUnits) {
          unit = text.charCodeAt(at);
          let letter = lowerOf[unit]!;
          if (letter === 0) {
            const more = insideWord(text, at, length, unit);
            if (more === 0) break;
            at += more & 7;
            unit = more >> 3;
            letter = lowerOf[unit]!;
            if (letter === 0) {
              if (unit !== mask) continue;
              masks++;
              plain[to] = lower[to] = mask;
              prefix[to] = hash = Math.imul(hash ^ mask, fnvPrime);
              to++;
              last = 0;
              continue;
            }
          } else at++;
          if (letter < 58) digits++;
          const bare = plainOf[unit]!;
          if (unit !== letter) capitals++;
          if (unit >= 0x370) scripts[scriptOf[unit]!]!++;
          if (bare === last) {
            if (++run >= 2) {
              if (run === 2) this.elongations++;
              continue;
            }
          } else {
            last = bare;
            run = 0;
          }
          hash = Math.imul(hash ^ bare, fnvPrime);
          plain[to] = bare;
          lower[to] = letter;
          prefix[to] = hash;
          to++;
        }
        if (to === from) continue;
        if (masks > 0 && unmask(plain, from, to)) {
          hash = fnvOffset;
          for (let place = from; place < to; place++) prefix[place] = hash = Math.imul(hash ^ plain[place]!, fnvPrime);
        }
        this.units = to;
        this.start[token] = from;
        this.end[token] = to;
        this.kind[token] = tokenKind.word;
        this.digits[token] = digits > 0 && digits < to - from ? 1 : 0;
        this.hash[token] = hash;
        this.clause[token] = this.#clause;
        const shouted = capitals >= 3 && capitals === to - from ? 1 : 0;
        this.shouted[token] = shouted;
        this.shouts += shouted;
        this.#clause = 0;
        this.tokens = token + 1;
        before = unit;
        continue;
      }
      if (unit === 64 && at + 1 < length && isName(text.charCodeAt(at + 1))) {
        this.mentions++;
        at++;
        while (at < length && isName(text.charCodeAt(at))) at++;
        before = 64;
        continue;
      }
      if (unit === 35 && at + 1 < length && lowerOf[text.charCodeAt(at + 1)] !== 0) {
        at = this.#hashtag(text, at + 1, length);
        before = 35;
        continue;
      }
      if (unit >= 0xd800 && unit < 0xdc00 && at + 1 < length) {
        const point = ((unit - 0xd800) << 10) + (text.charCodeAt(at + 1) - 0xdc00) + 0x10000;
        // Skin tones change nothing, flags are pairs of regional letters.
        if (point < 0x1f3fb || point > 0x1f3ff) this.#sign(tokenKind.emoji, point);
        at += 2;
        before = unit;
        continue;
      }
      if ((unit >= 0x2600 && unit < 0x27c0) || unit === 0x2b50 || unit === 0x2b55 || (unit >= 0x2190 && unit < 0x21ff)) {
        this.#sign(tokenKind.emoji, unit);
        at += width;
        continue;
      }
      switch (unit) {
        case 33:
        case 0xa1:
          this.exclamations++;
          this.#clause = 1;
          break;
        case 63:
        case 0xbf:
          this.questions++;
          this.#clause = 1;
          break;
        case 46:
          if (before === 46) this.ellipses++;
          this.#clause = 1;
          break;
        case 0x2026:
          this.ellipses++;
          this.#clause = 1;
          break;
        case 44:
        case 40:
        case 41:
        case 10:
          this.#clause = 1;
          break;
        case 38: {
          const skipped = entity(text, at, length);
          if (skipped > 0) {
            if (skipped === 4 && text.charCodeAt(at + 1) === 108 && text.charCodeAt(at + 4) === 51) {
              this.#sign(tokenKind.emoticon, emoticon.heart);
              at++;
            }
            at += skipped;
            before = 32;
            continue;
          }
          break;
        }
        case 60:
          if (at + 1 < length && text.charCodeAt(at + 1) === 51) {
            this.#sign(tokenKind.emoticon, emoticon.heart);
            width = 2;
          }
          break;
        case 58:
        case 59:
        case 61: {
          const face = this.#face(text, at, length);
          if (face > 0) width = face;
          this.#clause = 1;
          break;
        }
        default:
          break;
      }
      before = unit;
      at += width;
    }
  }

  /** A character is kept at most twice (in a hashtag and in its part), and a token has one character at least. */
  #makeRoom(length: number): void {
    let room = 64;
    while (room < length && room < maxUnits) room *= 2;
    const units = Math.min(maxUnits, room * 2) + 8;
    const tokens = Math.min(maxTokens, room) + 8;
    this.plain = new Uint16Array(units);
    this.lower = new Uint16Array(units);
    this.prefix = new Int32Array(units);
    this.start = new Uint16Array(tokens);
    this.end = new Uint16Array(tokens);
    this.kind = new Uint8Array(tokens);
    this.hash = new Int32Array(tokens);
    this.clause = new Uint8Array(tokens);
    this.shouted = new Uint8Array(tokens);
    this.digits = new Uint8Array(tokens);
    this.#room = room >= maxUnits ? Infinity : room;
  }

  /** Reads a hashtag whole and, when it is written in CamelCase or with underscores, its parts; answers the place after it. */
  #hashtag(text: string, from: number, length: number): number {
    const { lower: lowerOf } = letters;
    let to = from;
    let parts = 1;
    let wasSmall = false;
    while (to < length) {
      const unit = text.charCodeAt(to);
      const small = lowerOf[unit]!;
      if (small === 0 && unit !== 95) break;
      if (unit === 95) parts++;
      else if (unit !== small && wasSmall) parts++;
      wasSmall = unit === small && unit !== 95;
      to++;
    }
    this.#copy(text, from, to, tokenKind.hashtag);
    if (parts === 1) return to;
    let begin = from;
    wasSmall = false;
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      const small = lowerOf[unit]!;
      if (unit === 95 || (unit !== small && wasSmall)) {
        if (at > begin) this.#copy(text, begin, at, tokenKind.part);
        begin = unit === 95 ? at + 1 : at;
      }
      wasSmall = unit === small && unit !== 95;
    }
    if (to > begin) this.#copy(text, begin, to, tokenKind.part);
    return to;
  }

  #copy(text: string, from: number, to: number, kind: number): void {
    if (this.tokens >= maxTokens) return;
    const token = this.tokens;
    let units = this.units;
    let hash = fnvOffset;
    this.start[token] = units;
    for (let at = from; at < to && units < maxUnits; at++) {
      const unit = text.charCodeAt(at);
      const bare = letters.plain[unit]!;
      if (bare === 0) continue;
      hash = Math.imul(hash ^ bare, fnvPrime);
      this.plain[units] = bare;
      this.lower[units] = letters.lower[unit]!;
      this.prefix[units] = hash;
      units++;
    }
    this.end[token] = units;
    this.kind[token] = kind;
    this.digits[token] = 0;
    this.hash[token] = hash;
    this.clause[token] = this.#clause;
    this.shouted[token] = 0;
    this.#clause = 0;
    this.units = units;
    this.tokens = token + 1;
  }

  #sign(kind: number, meaning: number): void {
    if (this.tokens >= maxTokens) return;
    const token = this.tokens;
    this.start[token] = this.end[token] = this.units;
    this.kind[token] = kind;
    this.hash[token] = meaning;
    this.clause[token] = 0;
    this.shouted[token] = 0;
    this.tokens = token + 1;
  }

  /** Reads an emoticon that begins with `:`, `;` or `=`; answers its length, 0 when there is none. */
  #face(text: string, at: number, length: number): number {
    let next = at + 1;
    if (next < length && (text.charCodeAt(next) === 45 || text.charCodeAt(next) === 39)) next++;
    if (next >= length) return 0;
    let meaning: number;
    switch (text.charCodeAt(next)) {
      case 41:
      case 93:
      case 42:
        meaning = emoticon.smile;
        break;
      case 68:
      case 80:
      case 112:
        // ":D" and ":P", but not the beginning of a word.
        if (next + 1 < length && letters.lower[text.charCodeAt(next + 1)] !== 0) return 0;
        meaning = emoticon.laugh;
        break;
      case 40:
      case 91:
        meaning = emoticon.sad;
        break;
      case 47:
      case 92:
      case 124:
        // "http:/" never comes here (links are skipped first); "10:/" is too rare to matter.
        meaning = emoticon.slant;
        break;
      default:
        return 0;
    }
    this.#sign(tokenKind.emoticon, meaning);
    return next - at + 1;
  }
}

/**
 * What stands inside a word without being a letter: an apostrophe before a letter, an asterisk that masks a letter, a combining mark, a `\uXXXX` escape of either or of a letter. Answers the character it means,
 * times 8, plus how many characters it takes; 0 where the word ends.
 */
function insideWord(text: string, at: number, length: number, unit: number): number {
  const apostrophe = unit === 39 || unit === 0x2019;
  if (apostrophe) return at + 1 < length && letters.lower[text.charCodeAt(at + 1)] !== 0 ? (unit << 3) | 1 : 0;
  if (unit >= 0x300 && unit < 0x370) return (unit << 3) | 1;
  if (unit === mask) return isMask(text, at, length) ? (unit << 3) | 1 : 0;
  if (unit !== 92 || at + 5 >= length || text.charCodeAt(at + 1) !== 117) return 0;
  const decoded = hexUnit(text, at + 2);
  return decoded === 0x2019 || (decoded > 0 && letters.lower[decoded] !== 0) ? (decoded << 3) | 6 : 0;
}

/** True at an asterisk that stands for a letter (k*rwa, f***): between letters, or one of several. A single one after a word is a footnote, one after a digit a product. */
function isMask(text: string, at: number, length: number): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : 0;
  const after = at + 1 < length ? text.charCodeAt(at + 1) : 0;
  if (before === mask || after === mask) return true;
  return letters.lower[before]! > 57 && letters.lower[after]! > 57;
}

function isName(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95;
}

/** True at "http://", "https://", or a bare "http" that anonymised texts leave in place of a link. */
function isLink(text: string, at: number, length: number): boolean {
  if (!text.startsWith('http', at)) return false;
  const after = at + 4;
  if (after >= length) return true;
  const unit = text.charCodeAt(after);
  return unit === 58 || unit === 115 || letters.lower[unit] === 0;
}

function afterLink(text: string, at: number, length: number): number {
  let to = at;
  while (to < length) {
    const unit = text.charCodeAt(to);
    if (unit <= 32 || unit === 0x2026 || unit === 0xa0) break;
    to++;
  }
  return to;
}

/** Length of an HTML entity at an ampersand (`&amp;`, `&#39;`), 0 when it is just an ampersand. */
function entity(text: string, at: number, length: number): number {
  for (let to = at + 1; to < length && to < at + 8; to++) {
    const unit = text.charCodeAt(to);
    if (unit === 59) return to > at + 1 ? to - at + 1 : 0;
    if (!isName(unit) && unit !== 35) return 0;
  }
  return 0;
}

function hexUnit(text: string, at: number): number {
  let value = 0;
  for (let place = at; place < at + 4; place++) {
    const unit = text.charCodeAt(place);
    const digit = unit >= 48 && unit <= 57 ? unit - 48 : unit >= 97 && unit <= 102 ? unit - 87 : unit >= 65 && unit <= 70 ? unit - 55 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
