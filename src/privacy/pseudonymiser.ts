import { createHmac } from 'node:crypto';
import type { IdentifierKind } from './identifiers.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';
import { TwoGenerations } from './two-generations.ts';

/** Identifiers remembered per generation: two generations are kept, so memory is bounded at twice this. */
const GENERATION = 20_000;

/** Makes the pseudonym of an identifier: the same for ever under one key, and telling nothing without it. */
export type Pseudonymiser = (kind: IdentifierKind, value: string) => string;

/**
 * A pseudonymiser over one sub-key: `p1` and 18 base64url characters (108 bits) of HMAC-SHA256 over kind and normalised value. The `1` is the key's version.
 * Recent answers are remembered in two generations of bounded size, because the same people come again and again and an HMAC costs more than the rest of admission.
 */
export function createPseudonymiser(key: Buffer): Pseudonymiser {
  const remembered = new TwoGenerations(GENERATION);
  return (kind, value) => {
    const subject = `${kind}\u0000${normaliseIdentifier(kind, value)}`;
    let pseudonym = remembered.get(subject);
    if (pseudonym === undefined) {
      pseudonym = `p1${createHmac('sha256', key).update(subject).digest('base64url').slice(0, 18)}`;
      remembered.set(subject, pseudonym);
    }
    return pseudonym;
  };
}
