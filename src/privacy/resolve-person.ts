import { identifierKinds } from '#event';
import type { IdentifierKind, Identifiers } from './identifiers.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';
import type { Pseudonymiser } from './pseudonymiser.ts';

/** Who stands behind some identifiers: the contact, named by the surest of them, and all names of the person by kind when there are several. */
export interface ResolvedPerson {
  readonly contact: string;
  readonly kind: IdentifierKind;
  readonly links: { readonly [kind in IdentifierKind]?: string } | undefined;
}

/** Whether an identifier (normalised) names no single person, such as the phone of an office. */
export type IsShared = (kind: IdentifierKind, value: string) => boolean;

/**
 * The person behind these identifiers; undefined when none is there. A user id that is an e-mail address counts as that e-mail. What many people share links nobody, and names the contact only when nothing else does.
 */
export function resolvePerson(identifiers: Identifiers, pseudonym: Pseudonymiser, isShared: IsShared): ResolvedPerson | undefined {
  let contact: string | undefined;
  let shared: ResolvedPerson | undefined;
  let first: IdentifierKind | undefined;
  let links: { [kind in IdentifierKind]?: string } | undefined;
  for (const kind of identifierKinds) {
    const value = identifiers[kind];
    if (value === undefined) continue;
    const meant = kind === 'userId' && value.includes('@') ? 'email' : kind;
    const normal = normaliseIdentifier(meant, value);
    if (normal === '') continue;
    const name = pseudonym.ofNormal(meant, normal);
    if (isShared(meant, normal)) shared ??= { contact: name, kind: meant, links: undefined };
    else if (contact === undefined) {
      contact = name;
      first = meant;
    } else if (meant !== first && links?.[meant] === undefined) (links ??= { [first!]: contact })[meant] = name;
  }
  return contact === undefined ? shared : { contact, kind: first!, links };
}
