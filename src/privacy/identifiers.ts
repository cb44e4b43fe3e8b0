/** The kinds of identifier a person may be known by. `author` is `platform:author id`. */
export type IdentifierKind = 'userId' | 'email' | 'phone' | 'author' | 'anonymousId' | 'clickId';

/** Raw identifiers of one person, as a sender gave them: in memory during admission only. */
export type Identifiers = { [kind in IdentifierKind]?: string };
