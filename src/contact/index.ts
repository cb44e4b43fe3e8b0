export type { ContactBook } from './contact-book.ts';
export { contactNote, contactNotes } from './contact-note.ts';
export { contactField } from './contact-field.ts';
export type { ContactRecord } from './contact-record.ts';
export { mergeConsents, mergeRecords } from './merge-records.ts';
