export type { DeadLetter } from './dead-letter.ts';
export type { DeliveryReport } from './delivery-report.ts';
export type { JournalEntry, JournalMeasure } from './journal-entry.ts';
export type { Intent } from './intent.ts';
