import { CrosscurrentError } from '#kernel';

/** Deepest nesting of objects and arrays in a body. JSON.parse itself would take half a million levels; code that walks or writes the value would not. */
export const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** What an object was opened for: only the value of a `constructor` key must not hold a `prototype`. */
const ORDINARY = 0;
const CONSTRUCTOR = 1;

/**
 * Looks once over the bytes of a JSON text before it is parsed. Throws `too-deep` or `prototype-poisoning` (`__proto__` as a key, `constructor` with a `prototype` inside, escaped forms too).
 * Returns true when the text holds something that parses but may not be kept exactly: a number of more than fifteen digits or with an exponent, a `\u0000`, a surrogate escape;
 * the caller then looks at the parsed value with `findUnsafe`. It is no validator: what is not JSON is left for JSON.parse to refuse.
 */
export function scanJson(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  let depth = 0;
  let suspect = false;
  let poisonedNext = false;
  const openedFor = new Uint8Array(MAX_DEPTH + 1);
  for (let index = from; index < to; index++) {
    const byte = bytes[index]!;
    if (byte === QUOTE) {
      const start = index + 1;
      let escaped = false;
      for (index = start; index < to; index++) {
        const unit = bytes[index]!;
        if (unit === QUOTE) break;
        if (unit === BACKSLASH) {
          escaped = true;
          index += 1;
          // Surrogate escapes start \ud8 to \udf; pairs are fine, so the parsed text decides. \u0000 starts like other controls.
          if (bytes[index] === 0x75 && ((bytes[index + 1]! | 0x20) === 0x64 || (bytes[index + 1] === 0x30 && bytes[index + 2] === 0x30))) {
            suspect = true;
          }
        }
      }
      const length = index - start;
      if (escaped ? length >= 9 : length === 9 || length === 11) {
        const name = dangerousName(bytes, start, index, escaped);
        if (name !== undefined && isKey(bytes, index + 1, to)) {
          if (name === '__proto__' || (name === 'prototype' && openedFor[depth] === CONSTRUCTOR)) {
            throw new CrosscurrentError('prototype-poisoning', 'A key of the body would set the prototype of an object.');
          }
          if (name === 'constructor') poisonedNext = true;
        }
      }
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new CrosscurrentError('too-deep', `The body is nested deeper than ${MAX_DEPTH} levels.`);
      openedFor[depth] = byte === OPEN_OBJECT && poisonedNext ? CONSTRUCTOR : ORDINARY;
      poisonedNext = false;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth > 0) depth -= 1;
      poisonedNext = false;
    } else if (byte >= 0x30 && byte <= 0x39) {
      const start = index;
      let exponent = false;
      for (index += 1; index < to; index++) {
        const unit = bytes[index]!;
        if (unit >= 0x30 && unit <= 0x39) continue;
        if (unit === 0x2e || unit === 0x2b || unit === 0x2d) continue;
        if ((unit | 0x20) !== 0x65) break;
        exponent = true;
      }
      if (exponent || index - start > 15) suspect = true;
      index -= 1;
    } else if (byte === 0x2c) {
      poisonedNext = false;
    }
  }
  return suspect;
}

/** The name between two quotes when it is one of the three that reach a prototype. */
function dangerousName(bytes: Uint8Array, start: number, end: number, escaped: boolean): string | undefined {
  if (!escaped) {
    const first = bytes[start];
    // The second letter is asked too: names that start with _, c or p are common, and a string is made only for what is left.
    if (
      first === 0x5f ? bytes[start + 1] !== 0x5f : first === 0x63 ? bytes[start + 1] !== 0x6f : first !== 0x70 || bytes[start + 1] !== 0x72
    ) {
      return undefined;
    }
  } else if (end - start > 6 * 11) return undefined;
  let name = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  if (escaped) {
    try {
      name = JSON.parse(`"${name}"`) as string;
    } catch {
      return undefined;
    }
  }
  return name === '__proto__' || name === 'constructor' || name === 'prototype' ? name : undefined;
}

/** Whether a colon follows, so that the string before was a key and not a value. */
function isKey(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const byte = bytes[index]!;
    if (byte === 0x3a) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return false;
}
