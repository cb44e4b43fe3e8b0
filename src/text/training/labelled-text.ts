import { readFileSync } from 'node:fs';
import { TextScan } from '../text-scan.ts';

/** A text with its label as a class index: 0 negative, 1 neutral, 2 positive. */
export interface LabelledText {
  readonly text: string;
  readonly label: number;
  /** Made by a pattern: taught, never tested on. */
  readonly taught?: true;
}

const labels = ['negative', 'neutral', 'positive'];

/** Reads a JSON Lines file of `{text, label}`. */
export function readLabelled(path: string): LabelledText[] {
  const rows: LabelledText[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const row = JSON.parse(line) as { text: string; label: string };
    rows.push({ text: row.text, label: labels.indexOf(row.label) });
  }
  return rows;
}

const scan = new TextScan();

/** What makes two texts near-duplicates: the same words in the same order, numbers, links, names and marks aside (bots vary those). */
export function fingerprint(text: string): string {
  scan.read(text);
  let key = '';
  for (let token = 0; token < scan.tokens; token++) {
    const from = scan.start[token]!;
    if (scan.kind[token] !== 0 || (scan.plain[from]! >= 48 && scan.plain[from]! <= 57)) continue;
    key += `${scan.hash[token]! >>> 0},`;
  }
  return key === '' ? text : key;
}

/** Leaves the first of each group of near-duplicates, and none that is in `seen`; `seen` grows. */
export function withoutDuplicates(rows: readonly LabelledText[], seen: Set<string> = new Set()): LabelledText[] {
  return rows.filter((row) => {
    const key = fingerprint(row.text);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
