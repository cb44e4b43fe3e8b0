import { denseFeatures, denseOffset, denseBlock, featureBits, SentimentFeatures } from '../sentiment-features.ts';
import type { Lexicon } from '../lexicon.ts';
import type { SentimentModel } from '../sentiment-model.ts';
import { TextScan } from '../text-scan.ts';
import type { LabelledText } from './labelled-text.ts';
import { shuffled } from './seeded-random.ts';

/** One set of labelled texts: its language, how much a row of it weighs, and whether it knows the neutral class. */
export interface Domain {
  readonly language: 'en' | 'pl';
  readonly weight: number;
  readonly threeClasses: boolean;
  readonly rows: readonly LabelledText[];
}

export interface TrainerSettings {
  readonly epochs: number;
  readonly rate: number;
  readonly l2: number;
  readonly random: () => number;
}

const classes = 3;
/** Longer texts are cut to this many features while training. */
const mostFeatures = 1_200;

/** Rows with their features worked out once: hashed buckets in one array, dense features in another. */
export interface PreparedRows {
  readonly count: number;
  readonly buckets: Int32Array;
  readonly offsets: Int32Array;
  readonly dense: Float32Array;
  readonly denseAt: Uint8Array;
  readonly label: Uint8Array;
  readonly weight: Float32Array;
  readonly domain: Uint8Array;
  readonly threeClasses: Uint8Array;
}

/** Works the features of all rows out. Class weights are the inverse class frequencies of the domain, so that every class counts alike. */
export function prepareRows(domains: readonly Domain[], lexicon: Lexicon): PreparedRows {
  const count = domains.reduce((sum, domain) => sum + domain.rows.length, 0);
  const features = new SentimentFeatures(lexicon);
  const scan = new TextScan();
  let buckets = new Int32Array(count * 300);
  const offsets = new Int32Array(count + 1);
  const dense = new Float32Array(count * denseBlock);
  const prepared = {
    denseAt: new Uint8Array(count),
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
      prepared.denseAt[row] = denseOffset[domain.language];
      prepared.label[row] = one.label;
      prepared.weight[row] = (domain.weight * domain.rows.length) / (present * perClass[one.label]!);
      prepared.domain[row] = index;
      prepared.threeClasses[row] = domain.threeClasses ? 1 : 0;
      row++;
    }
  }
  return { count, buckets, offsets, dense, ...prepared };
}

/**
 * Trains a softmax regression by AdaGrad (Duchi, Hazan, Singer 2011) on prepared rows, `use` saying which. Each domain has a bias of its own while training, which the model drops
 * (except the `keep` domain of each language): reviews and posts differ in how often they praise, not in what praise looks like.
 */
export function trainSentiment(
  rows: PreparedRows,
  use: (row: number) => boolean,
  keep: { readonly en: number; readonly pl: number },
  lexicon: Lexicon,
  settings: TrainerSettings,
): SentimentModel {
  const { epochs, rate, l2, random } = settings;
  const sparse = new Float32Array(classes << featureBits);
  const sparseSum = new Float32Array(classes << featureBits).fill(1e-3);
  const dense = new Float64Array(denseFeatures * classes);
  const denseSum = new Float64Array(denseFeatures * classes).fill(1e-3);
  const bias = new Float64Array(16 * classes);
  const biasSum = new Float64Array(16 * classes).fill(1e-3);
  const score = new Float64Array(classes);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const row of shuffled(rows.count, random)) {
      if (!use(row)) continue;
      const from = rows.offsets[row]!;
      const to = rows.offsets[row + 1]!;
      const denseAt = rows.denseAt[row]!;
      const denseRow = row * denseBlock;
      const biasAt = rows.domain[row]! * classes;
      for (let k = 0; k < classes; k++) {
        let sum = bias[biasAt + k]!;
        for (let d = 0; d < denseBlock; d++) sum += dense[(denseAt + d) * classes + k]! * rows.dense[denseRow + d]!;
        score[k] = sum;
      }
      for (let at = from; at < to; at++) {
        const place = rows.buckets[at]! * classes;
        score[0]! += sparse[place]!;
        score[1]! += sparse[place + 1]!;
        score[2]! += sparse[place + 2]!;
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
        const square = gradient * gradient;
        for (let at = from; at < to; at++) {
          const place = rows.buckets[at]! * classes + k;
          const step = gradient + l2 * sparse[place]!;
          sparseSum[place]! += square;
          sparse[place]! -= (rate * step) / Math.sqrt(sparseSum[place]!);
        }
        for (let d = 0; d < denseBlock; d++) {
          const value = rows.dense[denseRow + d]!;
          if (value === 0) continue;
          const place = (denseAt + d) * classes + k;
          denseSum[place]! += square * value * value;
          dense[place]! -= (rate * gradient * value) / Math.sqrt(denseSum[place]!);
        }
        biasSum[biasAt + k]! += square;
        bias[biasAt + k]! -= (rate * gradient) / Math.sqrt(biasSum[biasAt + k]!);
      }
    }
  }
  for (const language of ['en', 'pl'] as const)
    for (let k = 0; k < classes; k++) dense[denseOffset[language] * classes + k]! += bias[keep[language] * classes + k]!;
  return compress(sparse, dense, lexicon);
}

/** Takes neutral as the reference class and rounds the hashed weights to 8 bits; the few largest are clipped. */
function compress(sparse: Float32Array, dense: Float64Array, lexicon: Lexicon): SentimentModel {
  const buckets = 1 << featureBits;
  const relative = new Float32Array(buckets * 2);
  for (let at = 0; at < buckets; at++) {
    relative[at * 2] = sparse[at * classes]! - sparse[at * classes + 1]!;
    relative[at * 2 + 1] = sparse[at * classes + 2]! - sparse[at * classes + 1]!;
  }
  const sizes = Float32Array.from(relative, Math.abs).sort();
  const scale = sizes[Math.floor(sizes.length * 0.9995)]! / 127;
  const weights = Int8Array.from(relative, (value) => Math.max(-127, Math.min(127, Math.round(value / scale))));
  const flat = new Float32Array(denseFeatures * 2);
  for (let at = 0; at < denseFeatures; at++) {
    flat[at * 2] = dense[at * classes]! - dense[at * classes + 1]!;
    flat[at * 2 + 1] = dense[at * classes + 2]! - dense[at * classes + 1]!;
  }
  return { weights, scale, dense: flat, lexicon };
}
