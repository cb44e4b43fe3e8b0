export type { DeadLetter } from './dead-letter.ts';
export type { DeliveryReport } from './delivery-report.ts';
export type { Intent } from './intent.ts';
