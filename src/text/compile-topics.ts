import { hashOf } from './hash-of.ts';
import type { Topic } from './topic.ts';
import { slotOf, type TopicMatcher, type WordForms, type Writing } from './topic-matcher.ts';
import { plainWords, wordForms } from './word-forms.ts';

/**
 * Compiles topics into a matcher. A writing of several words must be found as those words in a row, each in any inflected form; written together ("kawomatpro") it is found too, which is how
 * hashtags write it. A writing that begins with # is found only as a hashtag.
 */
export function compileTopics(topics: readonly Topic[]): TopicMatcher {
  const byHash = new Map<number, Writing[]>();
  let shortest = 1_000;
  let longest = 0;
  const enter = (forms: WordForms, writing: Writing): void => {
    for (const { stem } of forms.stems) {
      const hash = hashOf(String.fromCharCode(...stem));
      const there = byHash.get(hash) ?? [];
      if (!there.includes(writing)) there.push(writing);
      byHash.set(hash, there);
      shortest = Math.min(shortest, stem.length);
      longest = Math.max(longest, stem.length);
    }
  };
  for (const [topic, { words }] of topics.entries()) {
    for (const written of words) {
      const hashtagOnly = written.startsWith('#');
      const parts = plainWords(written);
      if (parts.length === 0) continue;
      const chain = parts.map(wordForms);
      if (!hashtagOnly || parts.length === 1) enter(chain[0]!, { topic, words: chain, hashtagOnly });
      if (parts.length > 1) {
        const together = wordForms(parts.join(''));
        enter(together, { topic, words: [together], hashtagOnly });
      }
    }
  }
  let size = 64;
  while (size < byHash.size * 4) size *= 2;
  const cells = new Int32Array(size);
  const firsts: (readonly Writing[] | undefined)[] = Array.from({ length: size }, () => undefined);
  for (const [hash, writings] of byHash) {
    const slot = slotOf(cells, hash);
    cells[slot] = hash;
    firsts[slot] = writings;
  }
  return {
    names: topics.map((topic) => topic.name),
    kinds: topics.map((topic) => topic.kind),
    byName: new Map(topics.map((topic, index) => [topic.name.toLowerCase(), index])),
    cells,
    firsts,
    shortest,
    longest,
  };
}
