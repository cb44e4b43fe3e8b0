import type { IdentifierKind } from '#event';

export type { IdentifierKind };

/** Raw identifiers of one person, as a sender gave them: in memory during admission only. */
export type Identifiers = { [kind in IdentifierKind]?: string };
