import type { CreditLedger } from '#attribution';
import type { LeadState } from '#lead';

/** What the engine keeps of a contact, under its pseudonym, in the state of the contact's partition. All fields are optional so that small contacts stay small in Redis. */
export interface ContactRecord {
  /** Consent per purpose: granted (true) or withdrawn (false), and since when (epoch ms): the newest statement wins. */
  consents?: { [purpose: string]: { granted: boolean; at: number } };
  /** Time zone (an IANA name) as an event said it, and when (epoch ms): the newest statement wins. */
  zone?: { name: string; at: number };
  lead?: LeadState;
  journey?: CreditLedger;
  /** Other pseudonyms of the same person whose journeys were asked for, and when (epoch ms). */
  claimed?: { [pseudonym: string]: number };
  /** Sealed personal fields (see privacy): kept as first seen so that every attempt of an intent sends the same bytes. */
  sealed?: string;
  /** Told by a ContactBook of somebody who was erased; such a record holds nothing else, and is never stored. */
  erased?: true;
}
