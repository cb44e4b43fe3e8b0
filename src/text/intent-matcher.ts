import { hashOf } from './hash-of.ts';
import { intents, type CueGroup } from './intent-cues.ts';
import { isNominalEnding, longestEnding } from './polish-endings.ts';
import { type TextScan, tokenKind } from './text-scan.ts';
import { slotOf } from './topic-matcher.ts';
import { plainWords, wordForms } from './word-forms.ts';

/** What may follow a stem: nothing, anything, an ending of a noun, or one that follows a softened consonant. */
const rests = { exact: 0, open: 1, ending: 2, soft: 3 } as const;

/** A word of a cue: the token begins with one of the stems and goes on as its rest says. `gap` words may stand before it. */
interface CueWord {
  readonly stems: readonly CueStem[];
  readonly gap: number;
}

interface CueStem {
  /** The hash that a scan gives a prefix of these letters. */
  readonly hash: number;
  readonly length: number;
  readonly rest: (typeof rests)[keyof typeof rests];
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
 *
 * The cues lie in one array of numbers, each by the stem it begins with, so that the few that a token calls up are neighbours in memory (objects of their own cost most of the time in waiting for it):
 *
 *     a hash:   number of stems, then of each: form, number of cues, then of each cue: its number, where its further words stand
 *     words:    how many, then of each: gap, number of stems, then of each stem: hash, form            form = length · 4 + rest
 *
 * Stems are told by their hash and length; two words that share both (one pair in four billion) would be taken for each other.
 */
export class IntentMatcher {
  /** Sum of the weights of the cues found, by intent, each cue once. */
  readonly sums = new Float64Array(intents.length);
  /** Greatest weight among them. */
  readonly strongest = new Float64Array(intents.length);
  readonly #cues: Cue[] = [];
  readonly #found: number[] = [];
  /** The text in which a cue was found last. */
  readonly #foundIn: Uint32Array;
  #text = 0;
  readonly #cells: Int32Array;
  /** Where the cues of a cell stand in the code. */
  readonly #places: Int32Array;
  readonly #code: Int32Array;
  /** One bit for each hash of a first stem, by its low bits: most prefixes of a text are no stem, and end here. */
  readonly #sieve = new Uint8Array(sieveBits >> 3);
  #shortest = 1_000;
  #longest = 0;
  #open = 0;

  constructor(groups: readonly CueGroup[]) {
    for (const { intent, weight, phrases } of groups) {
      for (const phrase of phrases) {
        const cue = compile(phrase, intents.indexOf(intent), weight);
        if (cue !== undefined) this.#cues.push(cue);
      }
    }
    this.#foundIn = new Uint32Array(this.#cues.length);
    /** By hash and form of a first stem, the cues that begin with it. */
    const firsts = new Map<number, Map<number, number[]>>();
    for (const [number, { words }] of this.#cues.entries()) {
      for (const stem of words[0]!.stems) {
        const forms = firsts.get(stem.hash) ?? new Map<number, number[]>();
        const cues = forms.get(formOf(stem)) ?? [];
        if (!cues.includes(number)) cues.push(number);
        firsts.set(stem.hash, forms.set(formOf(stem), cues));
        this.#sieve[(stem.hash & sieveMask) >> 3]! |= 1 << (stem.hash & 7);
        this.#shortest = Math.min(this.#shortest, stem.length);
        this.#longest = Math.max(this.#longest, stem.length);
        if (stem.rest === rests.open && (this.#open === 0 || stem.length < this.#open)) this.#open = stem.length;
      }
    }
    let size = 64;
    while (size < firsts.size * 4) size *= 2;
    this.#cells = new Int32Array(size);
    this.#places = new Int32Array(size);
    const code: number[] = [];
    for (const [hash, forms] of firsts) {
      const slot = slotOf(this.#cells, hash);
      this.#cells[slot] = hash;
      this.#places[slot] = code.length;
      code.push(forms.size);
      /** Places in the code that are to hold where the words of a cue stand. */
      const open: { readonly at: number; readonly cue: number }[] = [];
      for (const [form, cues] of forms) {
        code.push(form, cues.length);
        for (const cue of cues) open.push({ at: code.push(cue, 0) - 1, cue });
      }
      for (const { at, cue } of open) {
        code[at] = code.length;
        const further = this.#cues[cue]!.words.slice(1);
        code.push(further.length);
        for (const { gap, stems } of further) code.push(gap, stems.length, ...stems.flatMap((stem) => [stem.hash, formOf(stem)]));
      }
    }
    this.#code = Int32Array.from(code);
  }

  /** Sums the cues of a scanned text. O(tokens). */
  match(scan: TextScan): void {
    const { sums, strongest } = this;
    for (let intent = 0; intent < sums.length; intent++) sums[intent] = strongest[intent] = 0;
    this.#found.length = 0;
    if (++this.#text === 0xffff_ffff) {
      this.#foundIn.fill(0);
      this.#text = 1;
    }
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
        if (cells[slot] !== 0) this.#called(scan, token, size, this.#places[slot]!);
      }
    }
  }

  /** Looks at the cues whose first stem has the hash of this token's first `size` letters. */
  #called(scan: TextScan, token: number, size: number, place: number): void {
    const code = this.#code;
    let at = place + 1;
    for (let forms = code[place]!; forms > 0; forms--) {
      const form = code[at]!;
      const cues = code[at + 1]!;
      at += 2;
      if (form >> 2 === size && goesOn(scan, token, form)) {
        for (let next = at; next < at + cues * 2; next += 2) {
          const cue = code[next]!;
          if (this.#foundIn[cue] === this.#text || !follows(code, code[next + 1]!, scan, token)) continue;
          this.#foundIn[cue] = this.#text;
          this.#found.push(cue);
          const { intent, weight } = this.#cues[cue]!;
          this.sums[intent]! += weight;
          if (weight > this.strongest[intent]!) this.strongest[intent] = weight;
        }
      }
      at += cues * 2;
    }
  }

  /** The phrases found in the last text that speak for an intent, strongest first. */
  cuesOf(intent: number): string[] {
    return this.#found
      .map((cue) => this.#cues[cue]!)
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
  const whole = { hash: hashOf(word), length: word.length };
  if (written.endsWith('*')) return [{ ...whole, rest: rests.open }];
  const asItStands = { ...whole, rest: rests.exact };
  if (written.endsWith('.') || word.length <= 4) return [asItStands];
  return [
    ...wordForms(word)
      .stems.filter(({ endings }) => endings !== 'exact')
      .map(({ stem, endings }) => ({
        hash: hashOf(String.fromCharCode(...stem)),
        length: stem.length,
        rest: endings === 'softened' ? rests.soft : rests.ending,
      })),
    asItStands,
  ];
}

function formOf({ length, rest }: CueStem): number {
  return length * 4 + rest;
}

/** True when the further words of a cue, which stand at `place`, follow a token. */
function follows(code: Int32Array, place: number, scan: TextScan, first: number): boolean {
  const { kind, tokens } = scan;
  let token = first;
  let at = place + 1;
  for (let words = code[place]!; words > 0; words--) {
    const gap = code[at]!;
    const stems = code[at + 1]!;
    let skipped = 0;
    for (token++; ; token++, skipped++) {
      if (token >= tokens || kind[token]! >= tokenKind.emoji || skipped > gap) return false;
      if (fits(code, at + 2, stems, scan, token)) break;
    }
    at += 2 + stems * 2;
  }
  return true;
}

function fits(code: Int32Array, place: number, stems: number, scan: TextScan, token: number): boolean {
  const from = scan.start[token]!;
  const to = scan.end[token]!;
  for (let at = place; at < place + stems * 2; at += 2) {
    const form = code[at + 1]!;
    const after = from + (form >> 2);
    if (after <= to && scan.prefix[after - 1] === code[at] && goesOn(scan, token, form)) return true;
  }
  return false;
}

/** True when a token that begins with a stem goes on as the stem allows. */
function goesOn(scan: TextScan, token: number, form: number): boolean {
  const to = scan.end[token]!;
  const after = scan.start[token]! + (form >> 2);
  const rest = form & 3;
  if (after === to) return rest !== rests.soft;
  if (rest === rests.open) return true;
  if (rest === rests.exact || (rest === rests.soft && to - after > 2)) return false;
  return isNominalEnding(scan.plain, after, to);
}
