import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';
import { compileTopics, tagTopics as topicsOf, type Topic } from '#text';

const noHashtags: readonly string[] = [];

/**
 * Writes `event.topics`: the configured brands, products and themes that the text, its hashtags (`data.hashtags`) or the account's brand (`data.brand`) name.
 * Events with none of these fields are left alone; those that name no topic get an empty list.
 *
 *     in:   [{ text: "Mój Kawomat nie działa" }, { text: "kawaleria" }]
 *     out:  [topics ["Kawomat"];                 topics []            ]
 */
export function tagTopics(topics: readonly Topic[]): Operator<ScoredEvent> {
  const matcher = compileTopics(topics);
  return defineOperator<ScoredEvent>({
    name: 'tag-topics',
    summary: 'Tags the brands, products and themes a post speaks of.',
    each(event) {
      const { text, hashtags, brand } = event.data;
      const said = Array.isArray(hashtags) ? hashtags.filter((hashtag): hashtag is string => typeof hashtag === 'string') : noHashtags;
      const written = typeof text === 'string' ? text : '';
      if (written === '' && said.length === 0 && typeof brand !== 'string') return;
      const found = topicsOf(written, said, matcher);
      if (typeof brand === 'string') {
        const index = matcher.byName.get(brand.toLowerCase());
        const name = index === undefined ? undefined : matcher.names[index];
        if (name !== undefined && !found.includes(name)) found.push(name);
      }
      event.topics = found;
    },
  });
}
