import type { JsonObject } from '#kernel';

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
  readonly data: JsonObject;
  /** How often it was sent again from the dead letters; each time passes the dedupe memory once. */
  readonly replay?: number;
  /** Personal fields, encrypted (`v1.kid.nonce.ciphertext.tag`, AES-256-GCM); only privacy/vault opens it. */
  readonly sealed?: string;
}
