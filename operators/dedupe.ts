import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';

/**
 * Lets an event through the first time its (source, id) is seen within the dedupe window, and settles every later one as duplicate. An event sent again from the dead letters was seen
 * when it failed; it passes once more for each time it is sent.
 *
 *     in:   [a, b, a']      a' has the source and id of a
 *     out:  [a, b, a'†]     a'† is settled as duplicate
 */
export function dedupe(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'dedupe',
    summary: 'Settles repeated events as duplicates.',
    each(event, context, message) {
      let id = event.replay === undefined ? event.id : `${event.id}\nreplay ${event.replay}`;
      // What was forwarded within a partition was seen here under the contact's other name.
      if (event.via !== undefined) id += `\nto ${event.contact}`;
      if (!context.firstSeen(event.source, id)) message.settle('duplicate');
    },
  });
}
