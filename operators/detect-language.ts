import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { detectLanguage as languageOf, notesOf } from '#text';

/**
 * Writes `event.language` on events with text; the platform's own guess (`data.lang`) is taken as a prior.
 *
 *     in:   [{ text: "nie dziala mi aplikacja" }, { no text }]
 *     out:  [language pl, 0.99;                    untouched ]
 */
export function detectLanguage(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'detect-language',
    summary: 'Says which language a text is written in.',
    each(event) {
      const { text, lang } = event.data;
      if (typeof text !== 'string' || text === '') return;
      const hint = typeof lang === 'string' ? lang : undefined;
      const notes = notesOf(text);
      if (notes.language === undefined || notes.hint !== hint) {
        notes.language = languageOf(text, hint);
        notes.hint = hint;
      }
      event.language = notes.language;
    },
  });
}
