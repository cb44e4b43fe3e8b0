import type { IdentifierKind } from './identifier-kind.ts';

/** How names of one person are joined. */
export interface IdentitySettings {
  /** Most names of each kind that one contact may have; a link that would go beyond is refused. */
  readonly limits: { readonly [kind in IdentifierKind]: number };
}
