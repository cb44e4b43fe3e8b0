import type { Evidence } from './evidence.ts';
import type { Place } from './place.ts';

/** A piece of what is signed. `form` is Twilio's: every parameter of a form by name, its name and value; `url` the address as the platform knows it. */
export type SignedPart = 'body' | 'timestamp' | 'id' | 'method' | 'url' | 'form' | { readonly text: string } | { readonly at: Place };

/** How a platform proves that a request is its own: data only, the one verifier reads it. */
export interface SignatureScheme {
  /** Where the signature stands, or the secret itself (`token`). */
  readonly at: Place;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha1' | 'ecdsa-sha256' | 'token';
  /** What a secret is: its text, the bytes its base64 stands for (behind `whsec_`), or a public key (PEM or base64 DER). */
  readonly key: 'text' | 'base64' | 'public';
  /** The exact signed bytes, piece by piece. */
  readonly signed: readonly SignedPart[];
  readonly encoding: 'hex' | 'base64' | 'plain';
  readonly prefix?: string;
  /** The prefix may be missing. */
  readonly bare?: boolean;
  /** Several signatures stand in one value, parted by this. */
  readonly separator?: string;
  readonly timestamp?: {
    readonly at: Place;
    readonly unit: 's' | 'ms';
    /** Milliseconds; without it only its form is checked. */ readonly tolerance?: number;
  };
  readonly id?: Place;
  /** A JSON body is signed by this parameter of the query, the hex SHA-256 of its bytes. */
  readonly bodyHash?: string;
  readonly evidence: Evidence;
}
