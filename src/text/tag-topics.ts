import { isNominalEnding, longestEnding } from './polish-endings.ts';
import { scanText } from './scan-text.ts';
import { type TextScan, tokenKind } from './text-scan.ts';
import { slotOf, tokenLength, type Endings, type TopicMatcher, type WordForms, type Writing } from './topic-matcher.ts';

/**
 * The topics a text and its hashtags speak of, by name, each once, in the order they are found. Case, diacritics and Polish inflection make no difference (Kawomatem, kawomaty and #KawomatPro
 * are all the Kawomat); a word inside an unrelated longer word is not found (kawaleria is no kawa). Hashtags may come with or without #. O(tokens), whatever the number of topics.
 */
export function tagTopics(text: string, hashtags: readonly string[], matcher: TopicMatcher): string[] {
  const found: string[] = [];
  if (matcher.longest === 0) return found;
  matchScan(scanText(text), matcher, found);
  for (const hashtag of hashtags) matchScan(scanText(hashtag.startsWith('#') ? hashtag : `#${hashtag}`), matcher, found);
  return found;
}

/** Where a text names a topic: the first of the tokens that do. */
export interface Mention {
  readonly topic: string;
  readonly token: number;
}

/** Every place where a scanned text names a topic, in order. */
export function mentionsIn(scan: TextScan, matcher: TopicMatcher): Mention[] {
  const mentions: Mention[] = [];
  if (matcher.longest > 0) matchScan(scan, matcher, [], mentions);
  return mentions;
}

function matchScan(scan: TextScan, matcher: TopicMatcher, found: string[], mentions?: Mention[]): void {
  const { cells, firsts, shortest, longest } = matcher;
  const { start, end, kind, prefix } = scan;
  for (let token = 0; token < scan.tokens; token++) {
    if (kind[token]! >= tokenKind.emoji) continue;
    const from = start[token]!;
    const length = end[token]! - from;
    if (length < shortest || length - longestEnding > longest) continue;
    const least = length - longestEnding > shortest ? length - longestEnding : shortest;
    const most = length < longest ? length : longest;
    for (let size = least; size <= most; size++) {
      const hash = prefix[from + size - 1]!;
      const slot = slotOf(cells, hash);
      if (cells[slot] === 0) continue;
      // A stem was hit: from here on it is rare, and everything is checked letter by letter.
      for (const writing of firsts[slot]!) {
        if (!matches(scan, token, writing)) continue;
        const topic = matcher.names[writing.topic]!;
        add(found, topic);
        mentions?.push({ topic, token });
      }
    }
  }
}

function matches(scan: TextScan, token: number, writing: Writing): boolean {
  if (writing.hashtagOnly && scan.kind[token] !== tokenKind.hashtag) return false;
  const { words } = writing;
  if (words.length > 1 && scan.kind[token] === tokenKind.hashtag) return false;
  for (let place = 0; place < words.length; place++) {
    if (token + place >= scan.tokens || scan.kind[token + place]! >= tokenKind.emoji) return false;
    if (!fits(scan, token + place, words[place]!)) return false;
  }
  return true;
}

function fits(scan: TextScan, token: number, word: WordForms): boolean {
  const from = scan.start[token]!;
  const length = tokenLength(scan, token);
  for (const { stem, endings } of word.stems) {
    if (stem.length > length) continue;
    let same = 0;
    while (same < stem.length && scan.plain[from + same] === stem[same]) same++;
    if (same === stem.length && isEnding(scan, from + same, from + length, endings)) return true;
  }
  return false;
}

function isEnding(scan: TextScan, from: number, to: number, endings: Endings): boolean {
  if (from === to) return endings !== 'softened';
  if (endings === 'exact') return false;
  const { plain } = scan;
  const size = to - from;
  // -e, -i, -y, -ie
  if (endings === 'softened') return size === 1 ? isSoftVowel(plain[from]!) : size === 2 && plain[from] === 105 && plain[from + 1] === 101;
  // -s, -es
  if (plain[to - 1] === 115 && (size === 1 || (size === 2 && plain[from] === 101))) return true;
  return endings === 'nominal' && isNominalEnding(plain, from, to);
}

function isSoftVowel(unit: number): boolean {
  return unit === 101 || unit === 105 || unit === 121;
}

function add(found: string[], name: string): void {
  if (!found.includes(name)) found.push(name);
}
