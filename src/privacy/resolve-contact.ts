import type { IdentifierKind, Identifiers } from './identifiers.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';
import type { Pseudonymiser } from './pseudonymiser.ts';

// The surest first: what the sender's own system says, then what a person keeps for years, then what a device or a click may lose tomorrow.
const PRIORITY: readonly IdentifierKind[] = ['userId', 'email', 'phone', 'author', 'anonymousId', 'clickId'];

/** The pseudonym of the person behind these identifiers: that of the surest one present; undefined when none is. A user id that is an e-mail address counts as that e-mail. */
export function resolveContact(identifiers: Identifiers, pseudonym: Pseudonymiser): string | undefined {
  for (const kind of PRIORITY) {
    const value = identifiers[kind];
    if (value === undefined) continue;
    const meant = kind === 'userId' && value.includes('@') ? 'email' : kind;
    if (normaliseIdentifier(meant, value) !== '') return pseudonym(meant, value);
  }
  return undefined;
}
