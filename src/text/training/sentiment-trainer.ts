import { denseBlock, lengthScale, SentimentFeatures } from '../sentiment-features.ts';
import type { Lexicon } from '../lexicon.ts';
import type { SentimentModel } from '../sentiment-model.ts';
import { TextScan } from '../text-scan.ts';
import type { LabelledText } from './labelled-text.ts';
import { shuffled } from './seeded-random.ts';

/** One set of labelled texts: its language, how much a row of it weighs, and whether it knows the neutral class. */
export interface Domain {
  readonly language: string;
  readonly weight: number;
  readonly threeClasses: boolean;
  readonly rows: readonly LabelledText[];
}

export interface TrainerSettings {
  readonly epochs: number;
  /** The weights of so many last epochs are averaged. */
  readonly averaged: number;
  /** Step sizes of AdaGrad for hashed and for dense features. */
  readonly rate: number;
  readonly denseRate: number;
  readonly l2: number;
  /** Share of the hashed features that is left out of each text, another one every time: what remains has to do without them. */
  readonly dropout: number;
  readonly random: () => number;
}

const classes = 3;
/** Longer texts are cut to this many features while training. */
const mostFeatures = 1_500;

/** Rows with their features worked out once: hashed buckets in one array, dense features in another. */
export interface PreparedRows {
  readonly count: number;
  readonly bits: number;
  readonly languages: readonly string[];
  readonly buckets: Int32Array;
  readonly offsets: Int32Array;
  readonly dense: Float32Array;
  /** Place of the row's language in `languages`. */
  readonly language: Uint8Array;
  readonly label: Uint8Array;
  readonly weight: Float32Array;
  readonly domain: Uint8Array;
  readonly threeClasses: Uint8Array;
}

/** Works the features of all rows out. Class weights are the inverse class frequencies of the domain, so that every class counts alike. */
export function prepareRows(domains: readonly Domain[], languages: readonly string[], lexicon: Lexicon, bits: number): PreparedRows {
  const count = domains.reduce((sum, domain) => sum + domain.rows.length, 0);
  const features = new SentimentFeatures(lexicon, bits);
  const scan = new TextScan();
  let buckets = new Int32Array(count * 300);
  const offsets = new Int32Array(count + 1);
  const dense = new Float32Array(count * denseBlock);
  const prepared = {
    language: new Uint8Array(count),
    label: new Uint8Array(count),
    weight: new Float32Array(count),
    domain: new Uint8Array(count),
    threeClasses: new Uint8Array(count),
  };
  let used = 0;
  let row = 0;
  for (const [index, domain] of domains.entries()) {
    const perClass = [0, 0, 0];
    for (const one of domain.rows) perClass[one.label]!++;
    const present = perClass.filter((n) => n > 0).length;
    for (const one of domain.rows) {
      scan.read(one.text);
      features.read(scan, domain.language === 'pl');
      const kept = Math.min(features.count, mostFeatures);
      if (used + kept > buckets.length) {
        const larger = new Int32Array(buckets.length * 2);
        larger.set(buckets);
        buckets = larger;
      }
      buckets.set(features.buckets.subarray(0, kept), used);
      used += kept;
      dense.set(features.dense, row * denseBlock);
      offsets[row + 1] = used;
      prepared.language[row] = languages.indexOf(domain.language);
      prepared.label[row] = one.label;
      prepared.weight[row] = (domain.weight * domain.rows.length) / (present * perClass[one.label]!);
      prepared.domain[row] = index;
      prepared.threeClasses[row] = domain.threeClasses ? 1 : 0;
      row++;
    }
  }
  return { count, bits, languages, buckets, offsets, dense, ...prepared };
}

/**
 * Trains a softmax regression by AdaGrad (Duchi, Hazan, Singer 2011) on prepared rows, `use` saying which; from `start` when it is given (its weights are where the steps begin), else from nought.
 * Each domain has a bias of its own while training, which the model drops (except that of the `keep` domain of each language): reviews and posts differ in how often they praise, not in what
 * praise looks like.
 */
export function trainSentiment(
  rows: PreparedRows,
  use: (row: number) => boolean,
  keep: { readonly [language: string]: number },
  lexicon: Lexicon,
  settings: TrainerSettings,
  start?: SentimentModel,
): SentimentModel {
  const { epochs, averaged, rate, denseRate, l2, dropout, random } = settings;
  const { bits, languages } = rows;
  const sparse = new Float32Array(classes << bits);
  const dense = new Float64Array(languages.length * denseBlock * classes);
  if (start !== undefined) begin(sparse, dense, start, languages);
  const sparseSum = new Float32Array(classes << bits).fill(1e-3);
  const denseSum = new Float64Array(dense.length).fill(1e-3);
  const bias = new Float64Array(256 * classes);
  const biasSum = new Float64Array(256 * classes).fill(1e-3);
  const sparseMean = new Float32Array(sparse.length);
  const denseMean = new Float64Array(dense.length);
  const biasMean = new Float64Array(bias.length);
  const score = new Float64Array(classes);
  const kept = new Int32Array(mostFeatures);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const row of shuffled(rows.count, random)) {
      if (!use(row)) continue;
      const to = rows.offsets[row + 1]!;
      const denseAt = rows.language[row]! * denseBlock;
      const denseRow = row * denseBlock;
      const biasAt = rows.domain[row]! * classes;
      let count = 0;
      let s0 = 0, s1 = 0, s2 = 0; // prettier-ignore
      for (let at = rows.offsets[row]!; at < to; at++) {
        if (dropout > 0 && random() < dropout) continue;
        const place = rows.buckets[at]! * classes;
        kept[count++] = place;
        s0 += sparse[place]!;
        s1 += sparse[place + 1]!;
        s2 += sparse[place + 2]!;
      }
      const unit = lengthScale(to - rows.offsets[row]!) / (1 - dropout);
      score[0] = s0 * unit;
      score[1] = s1 * unit;
      score[2] = s2 * unit;
      for (let k = 0; k < classes; k++) {
        let sum = bias[biasAt + k]!;
        for (let d = 0; d < denseBlock; d++) sum += dense[(denseAt + d) * classes + k]! * rows.dense[denseRow + d]!;
        score[k]! += sum;
      }
      if (rows.threeClasses[row] === 0) score[1] = -Infinity;
      const highest = Math.max(score[0]!, score[1]!, score[2]!);
      let total = 0;
      for (let k = 0; k < classes; k++) total += score[k] = Math.exp(score[k]! - highest);
      const label = rows.label[row]!;
      const weight = rows.weight[row]!;
      for (let k = 0; k < classes; k++) {
        const gradient = weight * (score[k]! / total - (k === label ? 1 : 0));
        if (gradient === 0) continue;
        const hashed = gradient * unit;
        const square = hashed * hashed;
        for (let at = 0; at < count; at++) {
          const place = kept[at]! + k;
          const step = hashed + l2 * sparse[place]!;
          sparseSum[place]! += square;
          sparse[place]! -= (rate * step) / Math.sqrt(sparseSum[place]!);
        }
        for (let d = 0; d < denseBlock; d++) {
          const value = rows.dense[denseRow + d]!;
          if (value === 0) continue;
          const place = (denseAt + d) * classes + k;
          denseSum[place]! += gradient * gradient * value * value;
          dense[place]! -= (denseRate * gradient * value) / Math.sqrt(denseSum[place]!);
        }
        biasSum[biasAt + k]! += gradient * gradient;
        bias[biasAt + k]! -= (denseRate * gradient) / Math.sqrt(biasSum[biasAt + k]!);
      }
    }
    if (epoch < epochs - averaged) continue;
    for (let at = 0; at < sparse.length; at++) sparseMean[at]! += sparse[at]! / averaged;
    for (let at = 0; at < dense.length; at++) denseMean[at]! += dense[at]! / averaged;
    for (let at = 0; at < bias.length; at++) biasMean[at]! += bias[at]! / averaged;
  }
  for (const [place, language] of languages.entries())
    for (let k = 0; k < classes; k++) denseMean[place * denseBlock * classes + k]! += biasMean[keep[language]! * classes + k]!;
  return compress(sparseMean, denseMean, lexicon, rows);
}

/** Puts the weights of a trained model, whose reference class is neutral, where training begins. */
function begin(sparse: Float32Array, dense: Float64Array, start: SentimentModel, languages: readonly string[]): void {
  for (let at = 0; at < start.weights.length / 2; at++) {
    sparse[at * classes] = start.weights[at * 2]! * start.scale;
    sparse[at * classes + 2] = start.weights[at * 2 + 1]! * start.scale;
  }
  for (const [place, language] of languages.entries()) {
    const from = start.languages.indexOf(language) * denseBlock;
    for (let at = 0; at < denseBlock; at++) {
      dense[(place * denseBlock + at) * classes] = start.dense[(from + at) * 2]!;
      dense[(place * denseBlock + at) * classes + 2] = start.dense[(from + at) * 2 + 1]!;
    }
  }
}

/** Takes neutral as the reference class and rounds the hashed weights to 8 bits; the few largest are clipped. */
function compress(sparse: Float32Array, dense: Float64Array, lexicon: Lexicon, { bits, languages }: PreparedRows): SentimentModel {
  const buckets = 1 << bits;
  const relative = new Float32Array(buckets * 2);
  for (let at = 0; at < buckets; at++) {
    relative[at * 2] = sparse[at * classes]! - sparse[at * classes + 1]!;
    relative[at * 2 + 1] = sparse[at * classes + 2]! - sparse[at * classes + 1]!;
  }
  const sizes = Float32Array.from(relative, Math.abs).sort();
  const scale = Math.max(1e-6, sizes[Math.floor(sizes.length * 0.9995)]! / 127);
  const weights = Int8Array.from(relative, (value) => Math.max(-127, Math.min(127, Math.round(value / scale))));
  const flat = new Float32Array(languages.length * denseBlock * 2);
  for (let at = 0; at < languages.length * denseBlock; at++) {
    flat[at * 2] = dense[at * classes]! - dense[at * classes + 1]!;
    flat[at * 2 + 1] = dense[at * classes + 2]! - dense[at * classes + 1]!;
  }
  return { bits, languages, weights, scale, dense: flat, lexicon };
}
