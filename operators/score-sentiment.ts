import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { notesOf, ReadSentiment, SentimentModels } from '#text';

/**
 * Writes `event.sentiment` on events with text in a language the models know; follows detect-language. An event without it has no score, which is not the same as a neutral one.
 * The words that drove the score are worked out when a rule reads them.
 *
 *     in:   [{ text: "nie polecam", language pl }, { text: "Det är bra", language sv }]
 *     out:  [sentiment negative, −0.8;              no sentiment                       ]
 */
export function scoreSentiment(models = new SentimentModels()): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'score-sentiment',
    summary: 'Says how the author of a text feels.',
    each(event) {
      const { text } = event.data;
      if (typeof text !== 'string' || text === '') return;
      const language = event.language?.code ?? 'und';
      const notes = notesOf(text);
      if (notes.models !== models || notes.scoredAs !== language) {
        const sentiment = models.score(text, language);
        notes.sentiment = sentiment && new ReadSentiment(sentiment, text, language, models);
        notes.models = models;
        notes.scoredAs = language;
      }
      if (notes.sentiment !== undefined) event.sentiment = notes.sentiment;
    },
  });
}
