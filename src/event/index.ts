export { eventCatalogue, eventKinds, type EventKind } from './catalogue.ts';
export type { MarketingEvent } from './marketing-event.ts';
export type { Refusal } from './refusal.ts';
export type { Credit, ScoredEvent, Sentiment } from './scored-event.ts';
