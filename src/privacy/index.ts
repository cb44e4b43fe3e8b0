export { type AuditAct, type AuditChain, auditChain, type AuditEntry } from './audit-chain.ts';
export type { IdentifierKind, Identifiers } from './identifiers.ts';
export { type KeptKey, type KeyBook, MemoryKeyBook } from './key-book.ts';
export type { MasterKeys } from './master-keys.ts';
export { createPrivacy, dayHolder, type Privacy, vaultMasters } from './privacy.ts';
export type { Person } from './person.ts';
export type { Protected } from './protect.ts';
export type { Scrubbed } from './scrub-text.ts';
