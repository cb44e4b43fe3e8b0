export type { ContactBook } from './contact-book.ts';
export { contactField } from './contact-field.ts';
export type { ContactRecord } from './contact-record.ts';
