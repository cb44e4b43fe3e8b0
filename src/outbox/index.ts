export { DeliverWorker, type DeliverOptions } from './deliver-worker.ts';
export { defaultDeliverSettings, type DeliverSettings } from './deliver-settings.ts';
export type { OpenSealed } from './deliver.ts';
export { MemoryOutbox } from './memory-outbox.ts';
export { MemoryPacer } from './memory-pacer.ts';
export type { Outbox, OutboxEntry, OutboxMeasure } from './outbox.ts';
export type { Outcome } from './outcome.ts';
export type { Pacer } from './pacer.ts';
export type { KillSwitch } from './suppress.ts';
