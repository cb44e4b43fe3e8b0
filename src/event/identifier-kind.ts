/** The kinds of identifier a person may be known by, the surest first: what the sender's own systems say, then what a person keeps for years, then what a device or a click may lose tomorrow, and last an order, by which reports of one purchase meet. `author` is `platform:author id`. */
export const identifierKinds = ['userId', 'crmId', 'email', 'phone', 'author', 'deviceId', 'anonymousId', 'clickId', 'order'] as const;

export type IdentifierKind = (typeof identifierKinds)[number];

/** A contact's name with the kind of identifier it was made of. */
export interface NamedContact {
  readonly id: string;
  readonly kind: IdentifierKind;
}

/** Order of two contacts by how sure they are: negative when the first is the less sure one. Of one kind the names decide, so that everybody puts any two in the same order. */
export function compareContacts(one: NamedContact, other: NamedContact): number {
  const byKind = identifierKinds.indexOf(other.kind) - identifierKinds.indexOf(one.kind);
  if (byKind !== 0) return byKind;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}
