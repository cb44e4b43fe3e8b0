import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LanguageDetector } from '../language-detector.ts';
import { languageBits, languageFeatures, modelLanguages } from '../language-features.ts';
import { type LanguageModel, languageModelBytes, writeLanguageModel } from '../language-model.ts';
import { TextScan } from '../text-scan.ts';
import { type LabelledText, readLabelled, withoutDuplicates } from './labelled-text.ts';
import { otherLanguages } from './other-languages.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

/** Trains the language model on the same labelled texts as the sentiment model, whose files name their language: `train-language --data DIR [--out FILE]`. */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    epochs: { type: 'string', default: '4' },
    rate: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '20240917' },
  },
});
if (values.data === undefined) throw new Error('usage: train-language --data DIR [--out FILE]');
const folder = values.data;
const random = seededRandom(Number(values.seed));
const most = 9_000;

const files: Record<(typeof modelLanguages)[number], readonly string[]> = {
  en: ['en-semeval-train.jsonl'],
  pl: ['pl-wust-train.jsonl', 'pl-retrieved-train.jsonl', 'pl-wccrs-train.jsonl', 'pl-plwordnet-examples.jsonl'],
  de: ['xlmt-german-train.jsonl'],
  es: ['xlmt-spanish-train.jsonl'],
  fr: ['xlmt-french-train.jsonl'],
  it: ['xlmt-italian-train.jsonl'],
  pt: ['xlmt-portuguese-train.jsonl'],
  und: [],
};
const validation: Record<string, string> = {
  en: 'en-tweeteval-val.jsonl',
  de: 'xlmt-german-val.jsonl',
  es: 'xlmt-spanish-val.jsonl',
  fr: 'xlmt-french-val.jsonl',
  it: 'xlmt-italian-val.jsonl',
  pt: 'xlmt-portuguese-val.jsonl',
};

const classes = modelLanguages.length;
const scan = new TextScan();
const buffer = new Int32Array(2_400);
const examples: { features: Int32Array; label: number; weight: number }[] = [];
const heldOut: { text: string; label: number }[] = [];
const seen = new Set<string>();
for (const [label, language] of modelLanguages.entries()) {
  const file = validation[language];
  if (file !== undefined)
    for (const row of withoutDuplicates(readLabelled(join(folder, file)), seen)) heldOut.push({ text: row.text, label });
}
for (const [label, language] of modelLanguages.entries()) {
  const rows: LabelledText[] = [];
  for (const file of files[language]) {
    const all = withoutDuplicates(readLabelled(join(folder, file)), seen);
    const share = Math.ceil(most / files[language].length);
    for (const index of shuffled(all.length, random).subarray(0, share)) rows.push(all[index]!);
  }
  if (language === 'und') rows.push(...strewn());
  const held = validation[language] === undefined ? Math.floor(rows.length / 10) : 0;
  for (const row of rows.splice(0, held)) heldOut.push({ text: row.text, label });
  // Every language counts alike, but the words of other languages are few and no sentences.
  const weight = (language === 'und' ? 0.5 : 1) * (most / rows.length);
  for (const row of rows) {
    scan.read(row.text);
    const add = (bare: boolean, from: number, to: number): void => {
      const count = languageFeatures(scan, buffer, bare, from, to);
      if (count > 0) examples.push({ features: buffer.slice(0, count), label, weight });
    };
    // A text as it is, as a hurried hand writes it, and as a scrap of a few words.
    add(false, 0, 24);
    add(true, 0, 24);
    const from = Math.floor(random() * Math.max(1, scan.tokens - 3));
    add(random() < 0.5, from, from + 2 + Math.floor(random() * 4));
  }
}

/** Short texts of words strewn from one other language at a time. */
function strewn(): LabelledText[] {
  const rows: LabelledText[] = [];
  for (const list of otherLanguages) {
    const words = list.split(' ');
    for (let row = 0; row < 300; row++) {
      let text = '';
      for (let word = 0; word < 4 + random() * 8; word++) text += `${words[Math.floor(random() * words.length)]!} `;
      rows.push({ text, label: 1 });
    }
  }
  return rows;
}

const buckets = 1 << languageBits;
const weights = new Float32Array(buckets * classes);
const sums = new Float32Array(buckets * classes).fill(1e-3);
const bias = new Float64Array(classes);
const scores = new Float64Array(classes);
const rate = Number(values.rate);
for (let epoch = 0; epoch < Number(values.epochs); epoch++) {
  for (const index of shuffled(examples.length, random)) {
    const { features, label, weight } = examples[index]!;
    scores.set(bias);
    for (const place of features) for (let k = 0; k < classes; k++) scores[k]! += weights[place * classes + k]!;
    const highest = Math.max(...scores);
    let total = 0;
    for (let k = 0; k < classes; k++) total += scores[k] = Math.exp(scores[k]! - highest);
    for (let k = 0; k < classes; k++) {
      const gradient = weight * (scores[k]! / total - (k === label ? 1 : 0));
      if (Math.abs(gradient) < 1e-4) continue;
      const square = gradient * gradient;
      for (const feature of features) {
        const place = feature * classes + k;
        sums[place]! += square;
        weights[place]! -= (rate * (gradient + 1e-5 * weights[place]!)) / Math.sqrt(sums[place]!);
      }
      bias[k]! -= 0.002 * gradient;
    }
  }
}
const sizes = Float32Array.from(weights, Math.abs).sort();
const scale = sizes[Math.floor(sizes.length * 0.9998)]! / 127;
const model: LanguageModel = {
  weights: Int8Array.from(weights, (value) => Math.max(-127, Math.min(127, Math.round(value / scale)))),
  scale,
  bias: Float32Array.from(bias),
};

const detector = new LanguageDetector(model);
const strip = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
const variants: [string, (text: string) => string][] = [
  ['as written', (text) => text],
  ['without diacritics', strip],
  [
    'first five words',
    (text) =>
      text
        .split(' ')
        .filter((word) => !word.startsWith('@') && !word.startsWith('http'))
        .slice(0, 5)
        .join(' '),
  ],
];
for (const [name, change] of variants) {
  const line = modelLanguages.map((language, label) => {
    const mine = heldOut.filter((row) => row.label === label);
    let right = 0;
    let none = 0;
    for (const row of mine) {
      scan.read(change(row.text));
      const { code } = detector.detect(scan);
      if (code === language) right++;
      else if (code === 'und') none++;
    }
    return `${language} ${((100 * right) / mine.length).toFixed(1)} (und ${((100 * none) / mine.length).toFixed(1)})`;
  });
  process.stdout.write(`${name}: ${line.join(', ')}\n`);
}
if (values.out !== undefined) {
  writeFileSync(values.out, writeLanguageModel(model));
  process.stdout.write(`wrote ${values.out} (${languageModelBytes} bytes)\n`);
}
