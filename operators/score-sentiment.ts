import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { scoreSentiment as sentimentOf } from '#text';

/**
 * Writes `event.sentiment` on events with text in a language the model knows; follows detect-language. An event without it has no score, which is not the same as a neutral one.
 *
 *     in:   [{ text: "nie polecam", language pl }, { text: "Det är bra", language sv }]
 *     out:  [sentiment negative, −0.8;              no sentiment                       ]
 */
export function scoreSentiment(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'score-sentiment',
    summary: 'Says how the author of a text feels.',
    each(event) {
      const { text } = event.data;
      if (typeof text !== 'string' || text === '') return;
      const sentiment = sentimentOf(text, event.language?.code ?? 'und');
      if (sentiment !== undefined) event.sentiment = sentiment;
    },
  });
}
