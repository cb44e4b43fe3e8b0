import { hashOf } from './hash-of.ts';
import { intents, type CueGroup } from './intent-cues.ts';
import { isNominalEnding, longestEnding } from './polish-endings.ts';
import { type TextScan, tokenKind } from './text-scan.ts';
import { slotOf } from './topic-matcher.ts';
import { plainWords, wordForms } from './word-forms.ts';

/** A word of a cue: the token begins with one of the stems, and what follows is an ending of a noun, or anything (`open`), or nothing (`exact`). `gap` words may stand before it. */
interface CueWord {
  readonly stems: readonly { readonly stem: string; readonly rest: 'open' | 'ending' | 'soft' | 'exact' }[];
  readonly gap: number;
}

interface Cue {
  readonly intent: number;
  readonly weight: number;
  readonly phrase: string;
  readonly words: readonly CueWord[];
}

/** Words that `…` stands for at most. */
const widestGap = 3;
/** Cues told for one text at most. */
const mostCues = 8;

/**
 * IntentMatcher is the cue tables of one or several languages, compiled: the stems of first words stand in one table keyed by their hash, so that a text is matched in one walk over its tokens.
 * `sums`, `strongest` and `cuesOf` hold the answer of the last text; nothing else is allocated per text.
 */
export class IntentMatcher {
  /** Sum of the weights of the cues found, by intent, each cue once. */
  readonly sums = new Float64Array(intents.length);
  /** Greatest weight among them. */
  readonly strongest = new Float64Array(intents.length);
  readonly #found: Cue[] = [];
  readonly #cells: Int32Array;
  readonly #firsts: (readonly Cue[] | undefined)[];
  #shortest = 1_000;
  #longest = 0;
  #open = 0;

  constructor(groups: readonly CueGroup[]) {
    const byHash = new Map<number, Cue[]>();
    for (const { intent, weight, phrases } of groups) {
      for (const phrase of phrases) {
        const cue = compile(phrase, intents.indexOf(intent), weight);
        if (cue === undefined) continue;
        for (const { stem, rest } of cue.words[0]!.stems) {
          const hash = hashOf(stem);
          const there = byHash.get(hash) ?? [];
          if (!there.includes(cue)) there.push(cue);
          byHash.set(hash, there);
          this.#shortest = Math.min(this.#shortest, stem.length);
          this.#longest = Math.max(this.#longest, stem.length);
          if (rest === 'open' && (this.#open === 0 || stem.length < this.#open)) this.#open = stem.length;
        }
      }
    }
    let size = 64;
    while (size < byHash.size * 4) size *= 2;
    this.#cells = new Int32Array(size);
    this.#firsts = Array.from({ length: size }, () => undefined);
    for (const [hash, cues] of byHash) {
      const slot = slotOf(this.#cells, hash);
      this.#cells[slot] = hash;
      this.#firsts[slot] = cues;
    }
  }

  /** Sums the cues of a scanned text. O(tokens). */
  match(scan: TextScan): void {
    const { sums, strongest } = this;
    const found = this.#found;
    sums.fill(0);
    strongest.fill(0);
    found.length = 0;
    const { start, end, kind, prefix } = scan;
    const cells = this.#cells;
    for (let token = 0; token < scan.tokens; token++) {
      if (kind[token] !== tokenKind.word && kind[token] !== tokenKind.part) continue;
      const from = start[token]!;
      const length = end[token]! - from;
      // A stem that anything may follow can be much shorter than the token.
      const least = Math.max(this.#shortest, this.#open > 0 ? Math.min(this.#open, length - longestEnding) : length - longestEnding);
      const most = Math.min(length, this.#longest);
      for (let size = least; size <= most; size++) {
        const slot = slotOf(cells, prefix[from + size - 1]!);
        if (cells[slot] === 0) continue;
        for (const cue of this.#firsts[slot]!) {
          if (found.includes(cue) || !stands(scan, token, cue)) continue;
          found.push(cue);
          sums[cue.intent]! += cue.weight;
          strongest[cue.intent] = Math.max(strongest[cue.intent]!, cue.weight);
        }
      }
    }
  }

  /** The phrases found in the last text that speak for an intent, strongest first. */
  cuesOf(intent: number): string[] {
    return this.#found
      .filter((cue) => cue.intent === intent && cue.weight > 0)
      .sort((one, other) => other.weight - one.weight)
      .slice(0, mostCues)
      .map((cue) => cue.phrase);
  }
}

function compile(phrase: string, intent: number, weight: number): Cue | undefined {
  const words: CueWord[] = [];
  let gap = 0;
  for (const part of phrase.split(' ')) {
    if (part === '…') {
      gap = widestGap;
      continue;
    }
    const [word] = plainWords(part);
    if (word === undefined) continue;
    words.push({ stems: stemsOf(word, part), gap });
    gap = 0;
  }
  return words.length === 0 ? undefined : { intent, weight, phrase, words };
}

function stemsOf(word: string, written: string): CueWord['stems'] {
  if (written.endsWith('*')) return [{ stem: word, rest: 'open' }];
  const asItStands = { stem: word, rest: 'exact' } as const;
  if (written.endsWith('.') || word.length <= 4) return [asItStands];
  const stems = wordForms(word).stems.map(({ stem, endings }) => ({ stem: String.fromCharCode(...stem), endings }));
  return [
    ...stems
      .filter(({ endings }) => endings !== 'exact')
      .map(({ stem, endings }) => ({ stem, rest: endings === 'softened' ? ('soft' as const) : ('ending' as const) })),
    asItStands,
  ];
}

function stands(scan: TextScan, first: number, cue: Cue): boolean {
  let token = first;
  for (const [place, word] of cue.words.entries()) {
    if (place > 0) {
      let skipped = 0;
      for (token++; ; token++, skipped++) {
        if (token >= scan.tokens || scan.kind[token]! >= tokenKind.emoji || skipped > word.gap) return false;
        if (fits(scan, token, word)) break;
      }
    } else if (!fits(scan, token, word)) return false;
  }
  return true;
}

function fits(scan: TextScan, token: number, word: CueWord): boolean {
  const { plain } = scan;
  const from = scan.start[token]!;
  const to = scan.end[token]!;
  for (const { stem, rest } of word.stems) {
    if (stem.length > to - from) continue;
    let same = 0;
    while (same < stem.length && plain[from + same] === stem.charCodeAt(same)) same++;
    if (same < stem.length) continue;
    const after = from + same;
    if (rest === 'open' || after === to) return rest !== 'soft' || after < to;
    if (rest === 'ending' && isNominalEnding(plain, after, to)) return true;
    if (rest === 'soft' && to - after <= 2 && isNominalEnding(plain, after, to)) return true;
  }
  return false;
}
