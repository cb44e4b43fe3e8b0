import { hashOf } from './hash-of.ts';
import { intents, type CueGroup } from './intent-cues.ts';
import { isNominalEnding, longestEnding } from './polish-endings.ts';
import { type TextScan, tokenKind } from './text-scan.ts';
import { slotOf } from './topic-matcher.ts';
import { plainWords, wordForms } from './word-forms.ts';

/** A word of a cue: the token begins with one of the stems, and what follows is an ending of a noun, or anything (`open`), or nothing (`exact`). `gap` words may stand before it. */
interface CueWord {
  readonly stems: readonly CueStem[];
  readonly gap: number;
}

interface CueStem {
  readonly letters: Uint16Array;
  /** The hash that a scan gives a prefix of these letters: most tokens are told apart by it alone. */
  readonly hash: number;
  readonly rest: 'open' | 'ending' | 'soft' | 'exact';
}

/** The cues whose first word begins with a stem. What may follow the stem is looked at once for all of them. */
interface First extends CueStem {
  readonly cues: Cue[];
}

interface Cue {
  readonly intent: number;
  readonly weight: number;
  readonly phrase: string;
  readonly words: readonly CueWord[];
}

/** Words that `…` stands for at most. */
const widestGap = 3;
/** Bits of the sieve before the table of first stems. */
const sieveBits = 16_384;
const sieveMask = sieveBits - 1;
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
  readonly #firsts: (readonly First[] | undefined)[];
  /** One bit for each hash of a first stem, by its low bits: most prefixes of a text are no stem, and end here. */
  readonly #sieve = new Uint8Array(sieveBits >> 3);
  #shortest = 1_000;
  #longest = 0;
  #open = 0;

  constructor(groups: readonly CueGroup[]) {
    const byHash = new Map<number, First[]>();
    for (const { intent, weight, phrases } of groups) {
      for (const phrase of phrases) {
        const cue = compile(phrase, intents.indexOf(intent), weight);
        if (cue === undefined) continue;
        for (const stem of cue.words[0]!.stems) {
          const there = byHash.get(stem.hash) ?? [];
          const same = there.find((one) => one.rest === stem.rest && String(one.letters) === String(stem.letters));
          if (same === undefined) there.push({ ...stem, cues: [cue] });
          else if (!same.cues.includes(cue)) same.cues.push(cue);
          byHash.set(stem.hash, there);
          this.#sieve[(stem.hash & sieveMask) >> 3]! |= 1 << (stem.hash & 7);
          const { length } = stem.letters;
          this.#shortest = Math.min(this.#shortest, length);
          this.#longest = Math.max(this.#longest, length);
          if (stem.rest === 'open' && (this.#open === 0 || length < this.#open)) this.#open = length;
        }
      }
    }
    let size = 64;
    while (size < byHash.size * 4) size *= 2;
    this.#cells = new Int32Array(size);
    this.#firsts = Array.from({ length: size }, () => undefined);
    for (const [hash, firsts] of byHash) {
      const slot = slotOf(this.#cells, hash);
      this.#cells[slot] = hash;
      this.#firsts[slot] = firsts;
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
    const sieve = this.#sieve;
    for (let token = 0; token < scan.tokens; token++) {
      if (kind[token] !== tokenKind.word && kind[token] !== tokenKind.part) continue;
      const from = start[token]!;
      const length = end[token]! - from;
      // A stem that anything may follow can be much shorter than the token.
      const least = Math.max(this.#shortest, this.#open > 0 ? Math.min(this.#open, length - longestEnding) : length - longestEnding);
      const most = Math.min(length, this.#longest);
      for (let size = least; size <= most; size++) {
        const hash = prefix[from + size - 1]!;
        if ((sieve[(hash & sieveMask) >> 3]! & (1 << (hash & 7))) === 0) continue;
        const slot = slotOf(cells, hash);
        if (cells[slot] === 0) continue;
        for (const first of this.#firsts[slot]!) {
          if (!begins(scan, token, first)) continue;
          for (const cue of first.cues) {
            if (!follows(scan, token, cue) || found.includes(cue)) continue;
            found.push(cue);
            sums[cue.intent]! += cue.weight;
            strongest[cue.intent] = Math.max(strongest[cue.intent]!, cue.weight);
          }
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

function stemsOf(word: string, written: string): CueStem[] {
  const letters = Uint16Array.from(word, (letter) => letter.charCodeAt(0));
  const hash = hashOf(word);
  if (written.endsWith('*')) return [{ letters, hash, rest: 'open' }];
  const asItStands = { letters, hash, rest: 'exact' } as const;
  if (written.endsWith('.') || word.length <= 4) return [asItStands];
  return [
    ...wordForms(word)
      .stems.filter(({ endings }) => endings !== 'exact')
      .map(({ stem, endings }) => ({
        letters: stem,
        hash: hashOf(String.fromCharCode(...stem)),
        rest: endings === 'softened' ? ('soft' as const) : ('ending' as const),
      })),
    asItStands,
  ];
}

/** True when the words of a cue after its first stand in the tokens after this one. */
function follows(scan: TextScan, first: number, { words }: Cue): boolean {
  const { kind, tokens } = scan;
  let token = first;
  for (let place = 1; place < words.length; place++) {
    const word = words[place]!;
    let skipped = 0;
    for (token++; ; token++, skipped++) {
      if (token >= tokens || kind[token]! >= tokenKind.emoji || skipped > word.gap) return false;
      if (fits(scan, token, word)) break;
    }
  }
  return true;
}

function fits(scan: TextScan, token: number, { stems }: CueWord): boolean {
  for (let at = 0; at < stems.length; at++) if (begins(scan, token, stems[at]!)) return true;
  return false;
}

/** True when a token begins with a stem and goes on as the stem allows. */
function begins(scan: TextScan, token: number, { letters, hash, rest }: CueStem): boolean {
  const from = scan.start[token]!;
  const to = scan.end[token]!;
  const after = from + letters.length;
  if (after > to || scan.prefix[after - 1] !== hash) return false;
  const { plain } = scan;
  // The hash says so already, unless two stems share one.
  for (let at = 0; at < letters.length; at++) if (plain[from + at] !== letters[at]) return false;
  if (after === to) return rest !== 'soft';
  if (rest === 'open') return true;
  if (rest === 'exact' || (rest === 'soft' && to - after > 2)) return false;
  return isNominalEnding(plain, after, to);
}
