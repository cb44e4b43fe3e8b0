import type { ScoredEvent } from '#event';
import { defineAsyncOperator, type Operator } from '#operator';
import { type AskedText, ReadSentiment, type TextModel } from '#text';

/** What a sentiment says of its model where that outside was to be asked and gave none. */
const OWN = 'built-in';

/**
 * Lets a model outside have the last word on `event.sentiment`, and notes on each whose it is (`model`); follows score-sentiment and dedupe, so that no repeat is asked about. It is asked once a batch, which waits for it as long as
 * the model's own bound. Where it gives no answer the score of the built-in model stays. A batch that is run again after a crash asks again, and may hear something else: nothing of the first time was committed.
 *
 *     in:   [{ text: "nie polecam", −0.8 }, { text: "no, super…", 0.7 }]      the second is not answered in time
 *     out:  [−0.9, model sentix-3         ; 0.7, model built-in          ]
 */
export function askTextModel(model: TextModel): Operator<ScoredEvent> {
  return defineAsyncOperator<ScoredEvent>({
    name: 'ask-text-model',
    summary: 'Asks a model outside how the author of a text feels.',
    async batch(batch) {
      const asked: ScoredEvent[] = [];
      const texts: AskedText[] = [];
      for (const { live, value } of batch) {
        const { text } = value.data;
        const language = value.language?.code ?? 'und';
        if (!live || typeof text !== 'string' || text === '' || !model.speaks(language)) continue;
        asked.push(value);
        texts.push({ text, language });
      }
      if (asked.length === 0) return;
      const answers = await model.ask(texts);
      for (const [index, event] of asked.entries()) {
        const { sentiment } = event;
        const answer = answers[index];
        if (answer !== undefined) event.sentiment = answer;
        else if (sentiment instanceof ReadSentiment) event.sentiment = sentiment.of(OWN);
      }
    },
  });
}
