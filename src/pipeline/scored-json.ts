import type { ScoredEvent } from '#event';
import type { Message } from '#message';

/**
 * A scored event as JSON. What operators added is put behind the JSON the event was read in: writing a whole event anew costs more than all but the text models.
 * Operators add the enrichments of ScoredEvent and change nothing else, so the two ways give the same value (a test holds that).
 */
export function scoredJson(message: Message<ScoredEvent>): string {
  const { value, json } = message;
  if (json === undefined) return JSON.stringify(value);
  const { language, sentiment, topics, aspects, intent, lead, credit } = value;
  const added = JSON.stringify({ language, sentiment, topics, aspects, intent, lead, credit });
  return added === '{}' ? json : `${json.slice(0, -1)},${added.slice(1)}`;
}
