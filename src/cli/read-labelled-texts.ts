import type { Finding } from '#document';
import { nearest } from '#kernel';
import { languageOfName } from './language-of-name.ts';
import { labelOfWord, scaleOf } from './sentiment-label.ts';

/** A text with what people said of it: a label, or a score of any scale. */
export interface LabelledText {
  readonly text: string;
  readonly label?: string;
  readonly score?: number;
  readonly lang?: string;
}

const LABELS = ['negative', 'neutral', 'positive'];
const MOST_FINDINGS = 20;

/**
 * Reads JSON lines `{text, label[, lang]}` or `{text, score[, lang]}`; empty lines are passed over. All rows must be of one kind. Labels may be spelt as other collections spell them
 * (`neg`, `LABEL`s in capitals, `plus_m`) or be numbers (see `scaleOf`); languages may be names or tags (`Polish`, `pl-PL`).
 */
export function readLabelledTexts(
  source: string,
  file: string,
): { readonly texts: readonly LabelledText[]; readonly findings: readonly Finding[] } {
  const texts: LabelledText[] = [];
  const findings: Finding[] = [];
  const lines = (source.charCodeAt(0) === 0xfeff ? source.slice(1) : source).split('\n');
  const scale = scaleOf(numbersIn(lines));
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (findings.length >= MOST_FINDINGS) break;
    const read = readLine(line, scale);
    if ('text' in read) {
      if (texts.length > 0 && (texts[0]!.label === undefined) !== (read.label === undefined))
        findings.push(finding(file, at, 1, 'mixed-rows', 'some rows have a label and some a score', 'put them into two files'));
      texts.push(read);
    } else findings.push(finding(file, at, read.column, read.code, read.message, read.hint, read.suggestion));
  }
  if (texts.length === 0 && findings.length === 0)
    findings.push(finding(file, 0, 1, 'empty-file', 'there is no row', 'write lines such as {"text":"…","label":"positive"}'));
  return { texts, findings };
}

/** The numbers that stand as labels, as numbers or as text. */
function numbersIn(lines: readonly string[]): Set<number> {
  const numbers = new Set<number>();
  for (const line of lines) {
    const written = /"label"\s*:\s*"?(-?\d+)"?\s*[,}]/.exec(line)?.[1];
    if (written !== undefined) numbers.add(Number(written));
  }
  return numbers;
}

interface Mistake {
  readonly column: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly suggestion?: string | undefined;
}

function readLine(line: string, scale: ReadonlyMap<number, string> | undefined): LabelledText | Mistake {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (error) {
    const place = /position (\d+)/.exec((error as Error).message)?.[1];
    return {
      column: Number(place ?? 0) + 1,
      code: 'invalid-json',
      message: 'this line is not valid JSON',
      hint: 'every line is one object',
    };
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { column: 1, code: 'not-an-object', message: 'this line is not an object', hint: 'write {"text":"…","label":"positive"}' };
  const { text, label, score, lang } = row as { [field: string]: unknown };
  const columnOf = (field: string): number => Math.max(0, line.indexOf(`"${field}"`)) + 1;
  if (typeof text !== 'string')
    return { column: columnOf('text'), code: 'missing-text', message: 'there is no "text"', hint: 'the text of the post stands there' };
  const known = typeof lang === 'string' ? languageOfName(lang) : undefined;
  const language = known === undefined ? {} : { lang: known };
  if (label === undefined && typeof score === 'number' && Number.isFinite(score)) return { text, score, ...language };
  if (label === undefined)
    return {
      column: columnOf('score'),
      code: 'missing-label',
      message: 'there is no "label" and no number in "score"',
      hint: 'one of them must be there',
    };
  const said = typeof label === 'string' ? label : JSON.stringify(label);
  const name = (typeof label === 'string' ? labelOfWord(label) : undefined) ?? scale?.get(Number(label));
  if (name === undefined)
    return {
      column: columnOf('label'),
      code: 'unknown-label',
      message: `there is no label "${said}"`,
      suggestion: nearest(said.trim().toLowerCase(), LABELS),
      hint: `the labels are ${LABELS.join(', ')}, or numbers: -1, 0, 1; 0, 1, 2; 0, 2, 4; 0, 1`,
    };
  return { text, label: name, ...language };
}

function finding(file: string, at: number, column: number, code: string, message: string, hint: string, suggestion?: string): Finding {
  const found = { file, line: at + 1, column, severity: 'error' as const, code, message, hint };
  return suggestion === undefined ? found : { ...found, suggestion };
}
