import type { Sentiment } from '#event';
import { denseBlock, lengthScale, SentimentFeatures } from './sentiment-features.ts';
import type { SentimentModel } from './sentiment-model.ts';
import type { TextScan } from './text-scan.ts';

/** SentimentScorer applies one model; it keeps its working arrays, so it is not to be shared between threads. */
export class SentimentScorer {
  readonly languages: readonly string[];
  readonly #model: SentimentModel;
  readonly #features: SentimentFeatures;

  constructor(model: SentimentModel) {
    this.languages = model.languages;
    this.#model = model;
    this.#features = new SentimentFeatures(model.lexicon, model.bits);
  }

  /**
   * Scores a scanned text: `score` = p(positive) − p(negative), `confidence` = the probability of the label. `language` is the place of the language in `languages`;
   * with `part` only tokens that have a 1 there are read.
   */
  score(scan: TextScan, language: number, part?: Uint8Array): Sentiment {
    const features = this.#features;
    features.read(scan, this.languages[language] === 'pl', part);
    const { buckets, count, dense: values } = features;
    const { weights, scale, dense } = this.#model;
    let sumNegative = 0;
    let sumPositive = 0;
    for (let at = 0; at < count; at++) {
      const place = buckets[at]! << 1;
      sumNegative += weights[place]!;
      sumPositive += weights[place + 1]!;
    }
    const unit = scale * lengthScale(count);
    let towardsNegative = sumNegative * unit;
    let towardsPositive = sumPositive * unit;
    let place = language * denseBlock * 2;
    for (let at = 0; at < denseBlock; at++, place += 2) {
      towardsNegative += dense[place]! * values[at]!;
      towardsPositive += dense[place + 1]! * values[at]!;
    }
    const highest = Math.max(0, towardsNegative, towardsPositive);
    const negative = Math.exp(towardsNegative - highest);
    const neutral = Math.exp(-highest);
    const positive = Math.exp(towardsPositive - highest);
    const total = negative + neutral + positive;
    const score = rounded((positive - negative) / total);
    if (negative > neutral && negative > positive) return { score, label: 'negative', confidence: rounded(negative / total) };
    if (positive > neutral) return { score, label: 'positive', confidence: rounded(positive / total) };
    return { score, label: 'neutral', confidence: rounded(neutral / total) };
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
