export type { ContactBook } from './contact-book.ts';
export { contactNote, contactNoteKinds, contactNotes, type ContactNotes } from './contact-note.ts';
export { contactTimer, contactTimers } from './contact-timer.ts';
export { type Moved, movedOf } from './moved-of.ts';
export { contactField } from './contact-field.ts';
export type { ContactRecord } from './contact-record.ts';
export { mergeConsents, mergeRecords } from './merge-records.ts';
