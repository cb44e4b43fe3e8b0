import type { ContactRecord } from './contact-record.ts';

/** ContactBook reads committed contact records, wherever their partition lies; deliver asks it at the moment of sending. Unknown contacts are absent from the map. */
export interface ContactBook {
  read(contacts: readonly string[]): Promise<ReadonlyMap<string, ContactRecord>>;
}
