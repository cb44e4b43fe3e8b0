import { dedupe, joinContacts, suppressErased } from '#operators';
import { definePipeline, type EnrichPipeline } from '#pipeline';

/** Events after which a contact's record is no longer what it was for those before them. */
const taking: ReadonlySet<string> = new Set(['contact.join-asked', 'contact.parted', 'contact.returned', 'contact.erased']);

/**
 * What takes a contact's record away: it is joined to another, parted from it, or erased. This is a pipeline of its own, and the first one, because operators work on a batch one after the other: what came before of the same
 * contact, records that others brought it among that, must have gone through all of them before the record goes.
 */
export const contacts: EnrichPipeline = (settings) =>
  definePipeline({
    name: 'contacts',
    summary: 'Joins, parts and erases contacts.',
    from: 'events',
    accepts: (event) => event.source === 'crosscurrent' && taking.has(event.type),
    through: [dedupe(), suppressErased, ...(settings.identity === undefined ? [] : [joinContacts(settings.identity, settings.lead, true)])],
    into: 'signals',
  });
