import type { IdentifierKind } from './identifiers.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';

/** Makes the pseudonym of an identifier: the same for ever under one key, and telling nothing without it. */
export interface Pseudonymiser {
  (kind: IdentifierKind, value: string): string;
  /** The same of a value that was normalised. */
  ofNormal(kind: IdentifierKind, normal: string): string;
}

/** A pseudonymiser over one sub-key: `p1` and 18 base64url characters (108 bits) of HMAC-SHA256 over kind and normalised value. The `1` is the key's version. Nothing is remembered: no identifier outlives its request. */
export function createPseudonymiser(key: Buffer): Pseudonymiser {
  const keyed = createKeyedHash(key);
  const ofNormal = (kind: IdentifierKind, normal: string): string => `p1${keyed(`${kind}\u0000${normal}`).slice(0, 18)}`;
  return Object.assign((kind: IdentifierKind, value: string) => ofNormal(kind, normaliseIdentifier(kind, value)), { ofNormal });
}
