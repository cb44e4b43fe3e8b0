import { RE2JS } from 're2js';

/** The longest pattern, in characters, and the most instructions it may become: time is at worst their product with the length of the text. */
const MAX_PATTERN = 500;
const MAX_PROGRAM = 400;
/** Characters of a text that a pattern looks at: as many as the longest post that is admitted. */
const MAX_TEXT = 10_000;

/** Patterns by their text: many rules ask for the same, and a reload compiles what it already knows. */
const known = new Map<string, (text: string) => boolean>();
const MOST_KNOWN = 2_000;

/**
 * Compiles a pattern of the RE2 syntax into a test that takes time in proportion to the text, whatever both say: no backtracking, so no look-around and no back references.
 * The pattern may match anywhere in the text. Answers why a pattern is refused.
 */
export function compilePattern(pattern: string): { test(text: string): boolean } | { refused: 'invalid' | 'too-large'; reason: string } {
  const found = known.get(pattern);
  if (found) return { test: found };
  if (pattern.length > MAX_PATTERN) return { refused: 'too-large', reason: `the pattern has more than ${MAX_PATTERN} characters` };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    const { message } = error as Error;
    return { refused: 'invalid', reason: message.replace(/^error parsing regexp: /, '') };
  }
  if (compiled.programSize() > MAX_PROGRAM) {
    return { refused: 'too-large', reason: `the pattern becomes more than ${MAX_PROGRAM} instructions: repeat less` };
  }
  const test = (text: string): boolean => compiled.test(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(pattern, test);
  return { test };
}
