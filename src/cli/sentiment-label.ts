/** Label words that files of labelled texts use, and what they mean. */
const words: { readonly [word: string]: string } = {
  ...Object.fromEntries(
    ['negative', 'neg', 'minus', 'minus_m', 'minus_s', 'negatywny', 'negatywna', 'negatywne'].map((word) => [word, 'negative']),
  ),
  ...Object.fromEntries(
    ['neutral', 'neu', 'zero', 'none', 'mixed', 'amb', 'neutralny', 'neutralna', 'neutralne'].map((word) => [word, 'neutral']),
  ),
  ...Object.fromEntries(
    ['positive', 'pos', 'plus', 'plus_m', 'plus_s', 'pozytywny', 'pozytywna', 'pozytywne'].map((word) => [word, 'positive']),
  ),
};

/** The label that a word stands for; undefined when it is none that is known. Case and the `__label__` and `meta_` of some files make no difference. */
export function labelOfWord(word: string): string | undefined {
  return words[
    word
      .trim()
      .toLowerCase()
      .replace(/^__label__/, '')
      .replace(/^(?:z_)?(?:meta_)?/, '')
  ];
}

/**
 * The labels that numbers stand for, by which numbers a file has: −1, 0, 1; or 0, 1, 2 (TweetEval); or 0, 2, 4 (Sentiment140); 0 and 1 alone are negative and positive. Undefined when it is none
 * of these scales.
 */
export function scaleOf(numbers: ReadonlySet<number>): ReadonlyMap<number, string> | undefined {
  const scales = [
    [0, 1],
    [-1, 0, 1],
    [0, 1, 2],
    [0, 2, 4],
  ];
  const scale = scales.find((one) => [...numbers].every((number) => one.includes(number)) && (one.length !== 2 || numbers.size === 2));
  if (scale === undefined) return undefined;
  const labels = scale.length === 2 ? ['negative', 'positive'] : ['negative', 'neutral', 'positive'];
  return new Map(scale.map((number, place) => [number, labels[place]!]));
}
