import type { TextScan } from './text-scan.ts';

/**
 * TopicMatcher is the topics of the configuration, compiled: every writing as a chain of words, each word as the stems its inflected forms may begin with.
 * The stems of first words stand in one open-addressing table keyed by their hash, so that a text is matched in one walk over its tokens, however many topics there are.
 */
export interface TopicMatcher {
  readonly names: readonly string[];
  readonly kinds: readonly ('brand' | 'product' | 'theme')[];
  /** Topic index by name, lower-case: for brands that a platform names itself. */
  readonly byName: ReadonlyMap<string, number>;
  /** Hash cells of first stems; 0 is empty. `firsts[slot]` are the writings that begin with a stem of that hash. */
  readonly cells: Int32Array;
  readonly firsts: readonly (readonly Writing[] | undefined)[];
  /** Longest and shortest stem of a first word, in characters: prefixes outside cannot match. */
  readonly shortest: number;
  readonly longest: number;
}

/** One writing of a topic. */
export interface Writing {
  readonly topic: number;
  readonly words: readonly WordForms[];
  /** Matches hashtags only. */
  readonly hashtagOnly: boolean;
}

/** The forms of one word: a token matches when it begins with a stem and what follows the stem is one of the endings that go with it. */
export interface WordForms {
  readonly stems: readonly { readonly stem: Uint16Array; readonly endings: Endings }[];
}

/** What may follow a stem: nothing (`exact`), an English plural or possessive (`plural`), an ending of a noun or adjective (`nominal`), or an ending with e, i, y after a softened consonant (`softened`). */
export type Endings = 'exact' | 'plural' | 'nominal' | 'softened';

/** Where a hash would stand in the cells, or the empty slot where the search ends. */
export function slotOf(cells: Int32Array, hash: number): number {
  const mask = cells.length - 1;
  let slot = (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 8) & mask;
  while (cells[slot] !== 0 && cells[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

/** Length in characters of the token. */
export function tokenLength(scan: TextScan, token: number): number {
  return scan.end[token]! - scan.start[token]!;
}
