import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sentimentModelBytes, writeSentimentModel, type SentimentModel } from '../sentiment-model.ts';
import { SentimentScorer } from '../sentiment-scorer.ts';
import { TextScan } from '../text-scan.ts';
import { buildLexicon } from './build-lexicon.ts';
import { readLabelled, withoutDuplicates, type LabelledText } from './labelled-text.ts';
import { macroRecall } from './macro-recall.ts';
import { seededRandom } from './seeded-random.ts';
import { prepareRows, trainSentiment, type Domain } from './sentiment-trainer.ts';

/** Trains the sentiment model: `train-sentiment --data DIR --out FILE [--folds N] [--epochs N] [--rate X]`. Prints held-out and cross-validated scores, then trains on everything and writes. */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    folds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '4' },
    rate: { type: 'string', default: '0.04' },
    l2: { type: 'string', default: '0.00001' },
    seed: { type: 'string', default: '20240917' },
  },
});
if (values.data === undefined) throw new Error('usage: train-sentiment --data DIR [--out FILE] [--folds N]');
const folder = values.data;
const lexicon = buildLexicon(join(folder, 'lexicons'));

// The held-out posts are folded first, so that no near-duplicate of them is trained on.
const seen = new Set<string>();
const held = withoutDuplicates(readLabelled(join(folder, 'en-tweeteval-val.jsonl')), seen);
const load = (file: string): LabelledText[] => withoutDuplicates(readLabelled(join(folder, file)), seen);
const domains: Domain[] = [
  { language: 'en', weight: 1, threeClasses: true, rows: load('en-semeval-train.jsonl') },
  { language: 'pl', weight: 2, threeClasses: true, rows: load('pl-wust-train.jsonl') },
  { language: 'pl', weight: 0.4, threeClasses: true, rows: load('pl-wccrs-train.jsonl') },
  { language: 'pl', weight: 0.4, threeClasses: true, rows: load('pl-poleval24-train.jsonl') },
  { language: 'en', weight: 0.3, threeClasses: false, rows: load('en-retrieved-posneg.jsonl') },
  { language: 'pl', weight: 0.3, threeClasses: false, rows: load('pl-retrieved-train.jsonl') },
  { language: 'pl', weight: 0.15, threeClasses: false, rows: load('pl-plwordnet-examples.jsonl') },
];
const keep = { en: 0, pl: 1 };
const started = performance.now();
const rows = prepareRows(domains, lexicon);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
say(`rows: ${domains.map((domain) => domain.rows.length).join(' ')} (duplicates folded); features in ${seconds()} s`);

const scan = new TextScan();
const answersOf = (model: SentimentModel, texts: readonly LabelledText[], polish: boolean): number[] => {
  const scorer = new SentimentScorer(model);
  return texts.map((row) => {
    scan.read(row.text);
    return ['negative', 'neutral', 'positive'].indexOf(scorer.score(scan, polish).label);
  });
};
const train = (use: (row: number) => boolean): SentimentModel =>
  trainSentiment(rows, use, keep, lexicon, {
    epochs: Number(values.epochs),
    rate: Number(values.rate),
    l2: Number(values.l2),
    random: seededRandom(Number(values.seed)),
  });

const wust = domains[1]!.rows;
const firstWust = domains[0]!.rows.length;
const folds = Number(values.folds);
if (folds > 1) {
  const random = seededRandom(Number(values.seed) + 1);
  const foldOf = Array.from(wust, () => Math.floor(random() * folds));
  const labels: number[] = [];
  const answers: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const model = train((row) => !(row >= firstWust && row < firstWust + wust.length && foldOf[row - firstWust] === fold));
    const test = wust.filter((_, index) => foldOf[index] === fold);
    labels.push(...test.map((row) => row.label));
    answers.push(...answersOf(model, test, true));
    say(`fold ${fold}: Polish posts macro-recall ${macroRecall(labels, answers).toFixed(4)} so far, ${seconds()} s`);
  }
  say(`Polish posts (WUST), ${folds}-fold: macro-recall ${macroRecall(labels, answers).toFixed(4)}`);
}
const model = train(() => true);
const heldLabels = held.map((row) => row.label);
say(
  `English posts (held-out validation, ${held.length}): macro-recall ${macroRecall(heldLabels, answersOf(model, held, false)).toFixed(4)}; ${seconds()} s`,
);
if (values.out !== undefined) {
  writeFileSync(values.out, writeSentimentModel(model));
  say(`wrote ${values.out} (${sentimentModelBytes} bytes)`);
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
