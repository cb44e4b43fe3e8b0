export type { IdentifierKind, Identifiers } from './identifiers.ts';
export { createPrivacy, type Privacy } from './privacy.ts';
export type { Person } from './person.ts';
export type { Protected } from './protect.ts';
export type { Scrubbed } from './scrub-text.ts';
export type { VaultKey, VaultKeys } from './vault.ts';
