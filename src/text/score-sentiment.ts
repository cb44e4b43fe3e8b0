import type { Sentiment } from '#event';
import { readWeights } from './read-weights.ts';
import { scanText } from './scan-text.ts';
import { readSentimentModel } from './sentiment-model.ts';
import { SentimentScorer } from './sentiment-scorer.ts';

let scorer: SentimentScorer | undefined;

/**
 * How the author of a text feels: `score` in [−1, 1], label, and the probability of the label. `language` is an ISO 639-1 code as `detectLanguage` answers it. The model knows English and Polish;
 * for `und` it answers as for English. For a language it was not trained on the answer is undefined: a guess would be worse than none.
 */
export function scoreSentiment(text: string, language: string): Sentiment | undefined {
  const polish = language === 'pl';
  if (!polish && language !== 'en' && language !== 'und') return undefined;
  scorer ??= new SentimentScorer(readSentimentModel(readWeights('sentiment.bin')));
  return scorer.score(scanText(text), polish);
}
