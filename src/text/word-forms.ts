import { letters } from './letters.ts';
import type { Endings, WordForms } from './topic-matcher.ts';

/** Consonants of the stem that soften before -e and -i in Polish, written without diacritics: kawomat → kawomacie, paczka → paczce, rower → rowerze. */
const softening: readonly (readonly [hard: string, soft: string])[] = [
  ['ch', 'sz'],
  ['k', 'c'],
  ['g', 'dz'],
  ['t', 'c'],
  ['d', 'dz'],
  ['r', 'rz'],
];

/** Words this short are matched as they stand: their stems would be found everywhere. */
const shortWord = 3;

/** The forms of a word of the configuration, given in its base form, lower-case and without diacritics. */
export function wordForms(word: string): WordForms {
  const forms = new Map<string, Endings>();
  const add = (stem: string, endings: Endings): void => {
    if (stem.length > 0 && !(forms.get(stem) === 'nominal')) forms.set(stem, endings);
  };
  if (word.length <= shortWord || /\d/.test(word)) {
    add(word, word.length <= shortWord ? 'exact' : 'plural');
    return pack(forms);
  }
  const vowel = /[aeiouy]$/.test(word);
  let stem = vowel ? word.slice(0, -1) : word;
  if (vowel) {
    // "espresso" keeps its vowel in English, "lody" loses it.
    add(word, 'plural');
    if (stem.endsWith('i') && stem.length > 4) add(stem.slice(0, -1), 'nominal');
  }
  if (stem.length < shortWord) return pack(forms);
  add(stem, 'nominal');
  for (const [hard, soft] of softening) if (stem.endsWith(hard)) add(stem.slice(0, -hard.length) + soft, 'softened');
  // The fleeting e: paczka → paczek, pączek → pączka.
  const fleeting = /^(.+[^aeiouy])(k|c|w|l|r|n)$/.exec(stem);
  if (vowel && fleeting) add(`${fleeting[1]}e${fleeting[2]}`, 'exact');
  const full = /^(.{2,}[^aeiouy])e([kc])$/.exec(stem);
  if (!vowel && full) {
    stem = full[1]! + full[2]!;
    add(stem, 'nominal');
  }
  return pack(forms);
}

function pack(forms: ReadonlyMap<string, Endings>): WordForms {
  return { stems: [...forms].map(([stem, endings]) => ({ stem: Uint16Array.from(stem, (letter) => letter.charCodeAt(0)), endings })) };
}

/** A text of the configuration as words, lower-case and without diacritics, as a scan would read it. */
export function plainWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const plain = letters.plain[unit]!;
    if (plain !== 0) word += String.fromCharCode(plain);
    else if (unit !== 39 && unit !== 0x2019) {
      if (word !== '') words.push(word);
      word = '';
    }
  }
  if (word !== '') words.push(word);
  return words;
}
