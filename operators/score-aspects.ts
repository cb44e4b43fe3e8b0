import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { compileTopics, scoreAspects as aspectsOf, SentimentModels, type Topic } from '#text';

/**
 * Writes `event.aspects` on events that have topics and a sentiment: how the text speaks of each of its topics; follows score-sentiment and tag-topics.
 *
 *     in:   [{ text: "Kawomat super, ale Herbatex to porażka", topics Kawomat, Herbatex }, { no topics }]
 *     out:  [aspects Kawomat 0.7, Herbatex −0.8;                                            untouched    ]
 */
export function scoreAspects(topics: readonly Topic[], models = new SentimentModels()): Operator<ScoredEvent> {
  const matcher = compileTopics(topics);
  return defineOperator<ScoredEvent>({
    name: 'score-aspects',
    summary: 'Says how a post speaks of each of its topics.',
    each(event) {
      const { topics: found, sentiment } = event;
      if (found === undefined || found.length === 0 || sentiment === undefined) return;
      const { text } = event.data;
      if (typeof text === 'string') event.aspects = aspectsOf(text, found, matcher, event.language?.code ?? 'und', sentiment, models);
    },
  });
}
