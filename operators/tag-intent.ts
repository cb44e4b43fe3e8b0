import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { notesOf, tagIntent as intentOf } from '#text';

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
      const language = event.language?.code ?? 'und';
      const score = event.sentiment?.score;
      const notes = notesOf(text);
      if (!notes.told || notes.toldAs !== language || notes.score !== score) {
        notes.intent = intentOf(text, language, event.sentiment);
        notes.toldAs = language;
        notes.score = score;
        notes.told = true;
      }
      if (notes.intent !== undefined) event.intent = notes.intent;
    },
  });
}
