export { eventCatalogue, eventKinds, type EventKind } from './catalogue.ts';
export { compareContacts, type IdentifierKind, identifierKinds, type NamedContact } from './identifier-kind.ts';
export type { IdentitySettings } from './identity-settings.ts';
export type { MarketingEvent } from './marketing-event.ts';
export type { Refusal } from './refusal.ts';
export type { Aspect, Credit, Intent, ScoredEvent, Sentiment } from './scored-event.ts';
