import type { JsonObject } from '#kernel';
import type { IdentifierKind } from './identifier-kind.ts';

/**
 * MarketingEvent is a fact of the domain in the shape of CloudEvents 1.0, as admit hands it to the stream: validated, its contact resolved to a
 * pseudonym, its personal fields sealed. `time` is the sender's RFC 3339 text; `at` and `received` are epoch milliseconds.
 */
export interface MarketingEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly at: number;
  readonly received: number;
  /** Pseudonym of the person (keyed HMAC); absent when nothing identifies one. */
  readonly contact?: string;
  /** The names of one person that this event tells, by kind, its own contact among them; absent when there is one only, or when they were told lately. */
  readonly links?: { readonly [kind in IdentifierKind]?: string };
  /** The contact it was addressed to, when it was forwarded to another that the person goes under; its sealed fields are held by that one. */
  readonly via?: string;
  readonly data: JsonObject;
  /** How often it was sent again from the dead letters; each time passes the dedupe memory once. */
  readonly replay?: number;
  /** Personal fields, encrypted (`v1.kid.nonce.ciphertext.tag`, AES-256-GCM); only privacy/vault opens it. */
  readonly sealed?: string;
}
