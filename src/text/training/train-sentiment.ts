import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSentimentModel, type SentimentModel } from '../sentiment-model.ts';
import { SentimentScorer } from '../sentiment-scorer.ts';
import { TextScan } from '../text-scan.ts';
import { buildLexicon } from './build-lexicon.ts';
import { readLabelled, withoutDuplicates, type LabelledText } from './labelled-text.ts';
import { macroF1, macroRecall } from './label-measures.ts';
import { modelCard } from './model-card.ts';
import { seededRandom } from './seeded-random.ts';
import { taughtSentences } from './taught-sentences.ts';
import { prepareRows, trainSentiment, type Domain, type PreparedRows, type TrainerSettings } from './sentiment-trainer.ts';

/**
 * Trains the sentiment models: `train-sentiment --data DIR [--out DIR] [--folds N] [--seed N]`. Prints cross-validated and held-out scores, then trains on everything and writes
 * `sentiment.bin` (English and Polish), `sentiment-other.bin` (seven other languages) and the model card `sentiment.md` into the folder.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    folds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '20240917' },
  },
});
if (values.data === undefined) throw new Error('usage: train-sentiment --data DIR [--out DIR] [--folds N] [--seed N]');
const folder = values.data;
const seed = Number(values.seed);
const folds = Number(values.folds);
const started = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface SourceOfRows {
  readonly file: string;
  readonly language: string;
  readonly weight: number;
  readonly threeClasses: boolean;
}
const source = (file: string, language: string, weight: number, threeClasses = true): SourceOfRows => ({
  file,
  language,
  weight,
  threeClasses,
});

const chosen = { epochs: 6, averaged: 3, rate: 0.016, denseRate: 0.04, l2: 0.03, dropout: 0.4 };
const bits = { main: 17, other: 16 };
const mainSources = [
  source('en-semeval-train.jsonl', 'en', 1),
  source('pl-wust-train.jsonl', 'pl', 2),
  source('pl-wccrs-train.jsonl', 'pl', 0.6),
  source('pl-poleval24-train.jsonl', 'pl', 1),
  source('en-retrieved-posneg.jsonl', 'en', 0.1, false),
  source('pl-retrieved-train.jsonl', 'pl', 0.3, false),
  source('pl-plwordnet-examples.jsonl', 'pl', 0.15, false),
];
const names = { ar: 'arabic', fr: 'french', de: 'german', hi: 'hindi', it: 'italian', pt: 'portuguese', es: 'spanish' };
const otherSources = [
  ...Object.entries(names).map(([language, name]) => source(`xlmt-${name}-train.jsonl`, language, 1)),
  // English posts teach what faces, emoji and English words in foreign posts mean.
  source('en-semeval-train.jsonl', 'en', 0.1),
];

const scan = new TextScan();
const lines: string[] = [];
const tell = (what: string, rows: number, recall: number, f1: number): void => {
  say(
    `${what}: ${rows} rows, macro-recall ${recall.toFixed(4)}, macro-F1 ${f1.toFixed(4)}; ${((performance.now() - started) / 1_000).toFixed(0)} s`,
  );
  lines.push(`| ${what} | ${rows} | ${recall.toFixed(3)} | ${f1.toFixed(3)} |`);
};

/** Loads the sources of a model, cross-validates those that are judged, judges the held-out files, and trains on everything but these. */
function build(
  sources: readonly SourceOfRows[],
  held: readonly SourceOfRows[],
  judged: (index: number) => boolean,
  options: {
    readonly bits: number;
    readonly settings: Omit<TrainerSettings, 'random'>;
    readonly lexicons: readonly string[];
    readonly languages: readonly string[];
    /** Places of the sources that made sentences are taught with. */
    readonly taughtWith: readonly number[];
  },
): SentimentModel {
  // The held-out posts are folded first, so that no near-duplicate of them is trained on.
  const seen = new Set<string>();
  const load = ({ file }: SourceOfRows): LabelledText[] => withoutDuplicates(readLabelled(join(folder, file)), seen);
  const heldRows = held.map(load);
  const domains: Domain[] = sources.map((one, index) => ({
    ...one,
    rows: [...load(one), ...(options.taughtWith.includes(index) ? taughtSentences(one.language) : [])],
  }));
  say(`rows: ${domains.map((domain) => domain.rows.length).join(' ')} (duplicates folded)`);
  const lexicon = buildLexicon(join(folder, 'lexicons'), options.lexicons);
  const rows = prepareRows(domains, options.languages, lexicon, options.bits);
  const keep = Object.fromEntries(
    options.languages.map((language) => [language, domains.findIndex((domain) => domain.language === language)]),
  );
  const train = (use: (row: number) => boolean): SentimentModel =>
    trainSentiment(rows, use, keep, lexicon, { ...options.settings, random: seededRandom(seed) });
  if (folds > 1) crossValidate(rows, domains, judged, train);
  const model = train(() => true);
  for (const [index, texts] of heldRows.entries()) {
    const { language, file } = held[index]!;
    const labels = texts.map((row) => row.label);
    const answers = answersOf(model, texts, language);
    tell(`${language}: ${file}, held out`, texts.length, macroRecall(labels, answers), macroF1(labels, answers));
  }
  return model;
}

function crossValidate(
  rows: PreparedRows,
  domains: readonly Domain[],
  judged: (index: number) => boolean,
  train: (use: (row: number) => boolean) => SentimentModel,
): void {
  const random = seededRandom(seed + 1);
  const foldOf = Uint8Array.from({ length: rows.count }, () => Math.floor(random() * folds));
  const labels = domains.map((): number[] => []);
  const answers = domains.map((): number[] => []);
  for (let fold = 0; fold < folds; fold++) {
    const model = train((row) => !judged(rows.domain[row]!) || foldOf[row] !== fold);
    let first = 0;
    for (const [index, domain] of domains.entries()) {
      const test = judged(index) ? domain.rows.filter((one, place) => one.taught !== true && foldOf[first + place] === fold) : [];
      labels[index]!.push(...test.map((row) => row.label));
      answers[index]!.push(...answersOf(model, test, domain.language));
      first += domain.rows.length;
    }
  }
  for (const [index, domain] of domains.entries())
    if (judged(index)) {
      const { file } = domain as Domain & SourceOfRows;
      tell(
        `${domain.language}: ${file}, ${folds}-fold`,
        labels[index]!.length,
        macroRecall(labels[index]!, answers[index]!),
        macroF1(labels[index]!, answers[index]!),
      );
    }
}

function answersOf(model: SentimentModel, texts: readonly LabelledText[], language: string): number[] {
  const scorer = new SentimentScorer(model);
  const place = model.languages.indexOf(language);
  return texts.map((row) => {
    scan.read(row.text);
    return ['negative', 'neutral', 'positive'].indexOf(scorer.score(scan, place).label);
  });
}

const main = build(mainSources, [source('en-tweeteval-val.jsonl', 'en', 0)], (index) => index < 4, {
  bits: bits.main,
  settings: chosen,
  lexicons: ['en', 'pl'],
  languages: ['en', 'pl'],
  taughtWith: [0, 1],
});
const others = build(
  otherSources,
  Object.entries(names).map(([language, name]) => source(`xlmt-${name}-val.jsonl`, language, 0)),
  (index) => index < 7,
  {
    bits: bits.other,
    settings: { ...chosen, epochs: 4, averaged: 2, rate: 0.01 },
    lexicons: ['en', 'fr'],
    languages: [...Object.keys(names), 'en'],
    taughtWith: [],
  },
);
if (values.out !== undefined) {
  const { out } = values;
  const write = (name: string, bytes: Uint8Array | string): void => {
    writeFileSync(join(out, name), bytes);
    say(`wrote ${join(out, name)} (${bytes.length} bytes)`);
  };
  write('sentiment.bin', writeSentimentModel(main));
  // English was only taught along; it has its own model.
  write(
    'sentiment-other.bin',
    writeSentimentModel({
      ...others,
      languages: Object.keys(names),
      dense: others.dense.slice(0, (others.dense.length / others.languages.length) * 7),
    }),
  );
  write('sentiment.md', modelCard({ seed, folds, sources: [...mainSources, ...otherSources], settings: chosen, bits, lines }));
}
