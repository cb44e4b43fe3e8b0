import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lexicon, stemSalt } from '../lexicon.ts';
import { stemEnd } from '../polish-endings.ts';
import { slang } from './slang.ts';
import { TextScan, tokenKind } from '../text-scan.ts';

/**
 * Builds the lexicon of a sentiment model from the word lists of a folder and the slang beside this file: VADER (single words and emoji through their names), AFINN of the languages, and with `pl` a list of Polish lemmas with
 * polarity. Polish lemmas are entered whole and as stems, so that inflected forms find them.
 */
export function buildLexicon(folder: string, languages: readonly string[] = ['en', 'pl']): Lexicon {
  const lexicon = new Lexicon();
  const scan = new TextScan();
  const english = new Map<string, number>();
  const whole = (word: string, polarity: number, stems: boolean): void => {
    scan.read(word);
    if (scan.tokens !== 1 || scan.kind[0] !== tokenKind.word) return;
    lexicon.add(scan.hash[0]!, polarity);
    if (!stems || scan.end[0]! - scan.start[0]! <= 4) return;
    const stem = stemEnd(scan.plain, scan.start[0]!, scan.end[0]!);
    lexicon.add(scan.prefix[stem - 1]! ^ stemSalt, polarity);
  };
  // The first polarity of a word stays: what was put right by hand goes first.
  for (const [word, polarity] of Object.entries(slang.en)) whole(word, polarity, false);
  if (languages.includes('pl')) for (const [word, polarity] of Object.entries(slang.pl)) whole(word, polarity, true);
  for (const [word, value] of rowsOf(join(folder, 'vader-lexicon.txt'))) {
    english.set(word, Number(value) / 4);
    whole(word, Number(value) / 4, false);
  }
  for (const [word, value] of rowsOf(join(folder, 'AFINN-en-165.txt'))) whole(word, Number(value) / 5, false);
  const polish = !languages.includes('pl')
    ? []
    : rowsOf(join(folder, 'pl-polarity-lemmas.tsv'))
        .slice(1)
        .sort((one, other) => Number(other[2]) - Number(one[2]));
  for (const [lemma, polarity] of polish) if (Math.abs(Number(polarity)) >= 0.3) whole(lemma, Number(polarity) * 0.7, true);
  for (const language of languages.filter((one) => one !== 'en'))
    for (const [word, value] of rowsOf(join(folder, `AFINN-${language}-165.txt`)))
      if (!english.has(word)) whole(word, Number(value) / 5, language === 'pl');
  for (const [emoji, name] of rowsOf(join(folder, 'emoji-names.txt'))) {
    let sum = 0;
    for (const word of name.toLowerCase().split(/[^a-z]+/)) sum += english.get(word) ?? 0;
    if (sum !== 0) lexicon.add(emoji.codePointAt(0)!, Math.max(-1, Math.min(1, sum)));
  }
  return lexicon;
}

function rowsOf(path: string): [string, string, string][] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const cells = line.split('\t');
      return [cells[0]!, cells[1]!.trim(), (cells[2] ?? '').trim()];
    });
}
