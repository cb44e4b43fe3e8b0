import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';

/**
 * Settles events of people who were erased as suppressed, so that nothing is kept of them anew. The engine's own `contact.erased` is what makes it forget the person.
 *
 *     in:   [page.viewed by Ola, contact.erased Ola, page.viewed by Ola†]
 *     kept: nothing of Ola
 */
export const suppressErased: Operator<ScoredEvent> = defineOperator<ScoredEvent>({
  name: 'suppress-erased',
  summary: 'Settles events of erased people as suppressed.',
  contacts: (event) => (event.type === 'contact.erased' ? event.contact : undefined),
  each(event, context, message) {
    const { contact } = event;
    if (contact === undefined) return;
    // Nobody else can say this under the engine's own name.
    if (event.type === 'contact.erased' && event.source === 'crosscurrent') context.eraseContact(contact);
    else if (context.isErased(contact)) message.settle('suppressed');
  },
});
