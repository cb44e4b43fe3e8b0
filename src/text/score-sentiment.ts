import type { Sentiment } from '#event';
import { SentimentModels } from './sentiment-models.ts';

const models = new SentimentModels();

/** `SentimentModels.score` with the models that come with the package. */
export function scoreSentiment(text: string, language: string): Sentiment | undefined {
  return models.score(text, language);
}
