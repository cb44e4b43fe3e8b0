import { readWeights } from '../read-weights.ts';
import { readSentimentModel, writeSentimentModel, type SentimentModel } from '../sentiment-model.ts';
import { SentimentScorer } from '../sentiment-scorer.ts';
import { TextScan } from '../text-scan.ts';
import { macroRecall } from './label-measures.ts';
import { withoutDuplicates, type LabelledText } from './labelled-text.ts';
import { seededRandom } from './seeded-random.ts';
import { prepareRows, trainSentiment, type Domain } from './sentiment-trainer.ts';

/** Own labels of one language; `label` as in LabelledText. */
export interface OwnLabels {
  readonly language: string;
  readonly rows: readonly LabelledText[];
}

/** What came of training on own labels: a weights file, and macro-recall by language of the model before and after, both on texts it was not trained on. */
export interface Retrained {
  readonly weights: Uint8Array;
  readonly figures: readonly { readonly language: string; readonly rows: number; readonly before: number; readonly after: number }[];
  /** Languages that were left out, because no model or another one than that of most rows knows them. */
  readonly leftOut: readonly string[];
}

const files = ['sentiment.bin', 'sentiment-other.bin'];
const folds = 5;
const chosen = { epochs: 4, averaged: 2, rate: 0.008, denseRate: 0.01, l2: 0, dropout: 0.4 };

/**
 * Trains the model of the package on with own labels: its weights are where the steps begin, so that a few hundred labels change it a little and thousands much. The model that knows the languages
 * of most rows is taken. Near-duplicates are folded; the figures are five-fold cross-validated. Undefined when no row is in a language that a model knows. Seeded: the same rows give the same bytes.
 */
export function retrainSentiment(labels: readonly OwnLabels[], seed: number): Retrained | undefined {
  const models = files.map((file) => readSentimentModel(readWeights(file)));
  const rowsOf = (model: SentimentModel): number =>
    labels.reduce((sum, { language, rows }) => sum + (model.languages.includes(language) ? rows.length : 0), 0);
  const [model] = models.toSorted((one, other) => rowsOf(other) - rowsOf(one));
  if (model === undefined || rowsOf(model) === 0) return undefined;
  const domains = labels
    .filter(({ language }) => model.languages.includes(language))
    .map(({ language, rows }): Domain => {
      const kept = withoutDuplicates(rows);
      return { language, weight: 1, threeClasses: kept.some(({ label }) => label === 1), rows: kept };
    });
  const prepared = prepareRows(domains, model.languages, model.lexicon, model.bits);
  // The bias that a domain has of its own stays in its own language; the others keep theirs, through a domain that has no rows.
  const keep = Object.fromEntries(
    model.languages.map((language) => {
      const place = domains.findIndex((domain) => domain.language === language);
      return [language, place < 0 ? domains.length : place];
    }),
  );
  const train = (use: (row: number) => boolean): SentimentModel =>
    trainSentiment(prepared, use, keep, model.lexicon, { ...chosen, random: seededRandom(seed) }, model);
  const random = seededRandom(seed + 1);
  const foldOf = Uint8Array.from({ length: prepared.count }, () => Math.floor(random() * folds));
  const right = domains.flatMap(({ rows }) => rows.map(({ label }) => label));
  const texts = domains.flatMap(({ rows, language }) => rows.map(({ text }) => ({ text, language })));
  const before = answersOf(model, texts, () => true);
  const after: number[] = [];
  for (let fold = 0; fold < folds; fold++)
    for (const [row, answer] of answersOf(
      train((one) => foldOf[one] !== fold),
      texts,
      (one) => foldOf[one] === fold,
    ))
      after[row] = answer;
  const figures = domains.map(({ language, rows }, index) => {
    const own = [...prepared.domain.keys()].filter((row) => prepared.domain[row] === index);
    const recall = (answers: (row: number) => number): number =>
      macroRecall(
        own.map((row) => right[row]!),
        own.map(answers),
      );
    return { language, rows: rows.length, before: recall((row) => before.get(row)!), after: recall((row) => after[row]!) };
  });
  const leftOut = labels.filter(({ language }) => !model.languages.includes(language)).map(({ language }) => language);
  return { weights: writeSentimentModel(train(() => true)), figures, leftOut };
}

function answersOf(
  model: SentimentModel,
  texts: readonly { text: string; language: string }[],
  use: (row: number) => boolean,
): Map<number, number> {
  const scorer = new SentimentScorer(model);
  const scan = new TextScan();
  const answers = new Map<number, number>();
  for (const [row, { text, language }] of texts.entries()) {
    if (!use(row)) continue;
    scan.read(text);
    answers.set(row, ['negative', 'neutral', 'positive'].indexOf(scorer.score(scan, model.languages.indexOf(language)).label));
  }
  return answers;
}
