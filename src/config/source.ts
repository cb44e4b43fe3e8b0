import type { SourceType } from './source-types.ts';

/** How a sender of one's own signs, in words; the platforms' own ways are known. */
export interface OwnSignature {
  readonly header: string;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha1' | 'token';
  readonly encoding: 'hex' | 'base64';
  readonly prefix: string;
  /** What is signed: `{body}`, `{timestamp}`, `{id}` and literal text between them. */
  readonly signed: string;
  readonly timestampHeader?: string;
  readonly idHeader?: string;
  /** Milliseconds a timestamp may be off. */
  readonly tolerance: number;
}

/** What of a sender's JSON becomes an event: CEL texts over `body` (what was sent) and `one` (the object at hand). */
export interface OwnMapping {
  readonly each?: string;
  readonly when?: string;
  readonly id?: string;
  readonly type: string;
  readonly time?: string;
  readonly retracts?: string;
  readonly data: { readonly [field: string]: string };
  readonly identifiers: { readonly [kind: string]: string };
}

/** A configured origin of webhooks: `POST /webhooks/<name>`. Secrets are already resolved; each of several is good, which is how they are rotated. */
export interface Source {
  readonly name: string;
  readonly type: SourceType;
  /** Id of the page, account or app this source is about; what it says itself is left out where platforms send it back. */
  readonly account?: string;
  readonly secrets: readonly string[];
  /** The word the platform shows when it asks whether the address is ours. */
  readonly verifyToken?: string;
  /** The address as the platform knows it, where it is part of what is signed and a proxy changes it. */
  readonly url?: string;
  /** What people agree to who leave their details here, or withdraw from who unsubscribe here. */
  readonly purposes: readonly string[];
  /** Milliseconds that what it sends may be kept in the scored stream. */
  readonly retention?: number;
  readonly signature?: OwnSignature;
  readonly mapping?: OwnMapping;
}
