const WORD_PART = /[\p{L}\p{N}_]/u;

/**
 * Whether `text` holds `word` as a whole word, whatever the case: what stands before and after it is no letter, digit or underscore of any alphabet. `word` is
 * in lower case already and may be several words. One pass with the engine's own text search; the test at the border sees one character.
 */
export function containsWord(text: string, word: string): boolean {
  if (word === '') return false;
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
    if (!partBefore(lower, at) && !partAt(lower, at + word.length)) return true;
  }
  return false;
}

function partAt(text: string, at: number): boolean {
  return at < text.length && WORD_PART.test(String.fromCodePoint(text.codePointAt(at)!));
}

function partBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const low = text.charCodeAt(at - 1);
  const pair = low >= 0xdc00 && low <= 0xdfff && at > 1;
  return WORD_PART.test(pair ? text.slice(at - 2, at) : text[at - 1]!);
}
