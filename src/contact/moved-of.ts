import type { MarketingEvent } from '#event';
import type { ContactNotes } from './contact-note.ts';
import type { ContactRecord } from './contact-record.ts';

/** What comes with a name that joins a contact: its record, and what operators keep beside it. */
export interface Moved {
  readonly record: ContactRecord;
  readonly notes: { readonly [of in ContactNotes]?: object };
}

/** What an event brings of a name that joined its contact; undefined for every other event. Only the engine itself may say so. */
export function movedOf({ type, source, data }: Pick<MarketingEvent, 'type' | 'source' | 'data'>): Moved | undefined {
  if (type !== 'contact.moved' || source !== 'crosscurrent') return undefined;
  const { record, notes = {} } = data as unknown as { record: ContactRecord; notes?: Moved['notes'] };
  return { record, notes };
}
