import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { tagIntent as intentOf } from '#text';

/**
 * Writes `event.intent` on events whose text clearly asks, complains, wants to buy, threatens to leave, praises or advertises; follows detect-language and score-sentiment.
 *
 *     in:   [{ text: "Kiedy wreszcie oddacie pieniądze?", language pl }, { text: "Pada deszcz", language pl }]
 *     out:  [intent complaint, also question;                            no intent                         ]
 */
export function tagIntent(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'tag-intent',
    summary: 'Says what the author of a text wants: an answer, redress, to buy, to leave, to praise, to advertise.',
    each(event) {
      const { text } = event.data;
      if (typeof text !== 'string' || text === '') return;
      const intent = intentOf(text, event.language?.code ?? 'und', event.sentiment);
      if (intent !== undefined) event.intent = intent;
    },
  });
}
