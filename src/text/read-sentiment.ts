import type { Sentiment } from '#event';
import { explainSentiment } from './explain-sentiment.ts';
import type { SentimentModels } from './sentiment-models.ts';

/**
 * ReadSentiment is the sentiment of a text whose driving words are worked out when somebody reads them, a scoring per word, and then kept: a rule or template that names `event.sentiment.words`
 * pays for them, others do not. Written as JSON it has no words.
 */
export class ReadSentiment implements Sentiment {
  readonly score: number;
  readonly label: Sentiment['label'];
  readonly confidence: number;
  readonly #text: string;
  readonly #language: string;
  readonly #models: SentimentModels;
  #words: readonly string[] | undefined;

  constructor({ score, label, confidence }: Sentiment, text: string, language: string, models: SentimentModels) {
    this.score = score;
    this.label = label;
    this.confidence = confidence;
    this.#text = text;
    this.#language = language;
    this.#models = models;
  }

  /** The same sentiment, saying whose it is. A copy, because sentiments of equal texts are shared. */
  of(model: string): Sentiment {
    return Object.assign(new ReadSentiment(this, this.#text, this.#language, this.#models), { model });
  }

  get words(): readonly string[] {
    this.#words ??= explainSentiment(this.#text, this.#language, 5, this.#models)?.words ?? [];
    return this.#words;
  }
}
