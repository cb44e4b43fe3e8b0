import type { Sentiment } from '#event';
import { readSentimentModel, type SentimentModel } from './sentiment-model.ts';
import { readWeights } from './read-weights.ts';
import { scanText } from './scan-text.ts';
import { SentimentScorer } from './sentiment-scorer.ts';

/** Weights that come with the package: English and Polish, and seven other languages. */
const shipped = ['sentiment.bin', 'sentiment-other.bin'] as const;

/**
 * SentimentModels picks the model of a language. Models given to it go before those that come with the package, language by language; the latter are read when they are first needed.
 * Not to be shared between threads.
 */
export class SentimentModels {
  readonly #own: readonly SentimentScorer[];
  #shipped: readonly SentimentScorer[] | undefined;
  readonly #byLanguage = new Map<string, { readonly scorer: SentimentScorer; readonly place: number } | undefined>();

  constructor(own: readonly SentimentModel[] = []) {
    this.#own = own.map((model) => new SentimentScorer(model));
  }

  /**
   * How the author of a text feels: `score` in [−1, 1], label, and the probability of the label. `language` is an ISO 639-1 code as `detectLanguage` answers it; `und` is read as English.
   * For a language without a model the answer is undefined: a guess would be worse than none. `part` restricts what is read to the tokens of the text's scan that have a 1 there.
   */
  score(text: string, language: string, part?: Uint8Array): Sentiment | undefined {
    const found = this.#byLanguage.get(language) ?? this.#find(language);
    return found?.scorer.score(scanText(text), found.place, part);
  }

  #find(language: string): { readonly scorer: SentimentScorer; readonly place: number } | undefined {
    if (this.#byLanguage.has(language)) return undefined;
    this.#shipped ??= shipped.map((name) => new SentimentScorer(readSentimentModel(readWeights(name))));
    const code = language === 'und' ? 'en' : language;
    const scorer = [...this.#own, ...this.#shipped].find(({ languages }) => languages.includes(code));
    const found = scorer && { scorer, place: scorer.languages.indexOf(code) };
    // Platforms name any language: what is remembered stays bounded.
    if (this.#byLanguage.size < 500) this.#byLanguage.set(language, found);
    return found;
  }
}
