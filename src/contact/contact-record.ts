import type { CreditLedger } from '#attribution';
import type { IdentifierKind, NamedContact } from '#event';
import type { LeadState } from '#lead';

/** What the engine keeps of a contact, under its pseudonym, in the state of the contact's partition. All fields are optional so that small contacts stay small in Redis. */
export interface ContactRecord {
  /** Consent per purpose: granted (true) or withdrawn (false), and since when (epoch ms): the newest statement wins. */
  consents?: { [purpose: string]: { granted: boolean; at: number } };
  /** Time zone (an IANA name) as an event said it, and when (epoch ms): the newest statement wins. */
  zone?: { name: string; at: number };
  lead?: LeadState;
  /** When it converted of late, as experiments count conversions (epoch ms, in order of time): an exposure that comes with another of its names is held against them. */
  converted?: number[];
  journey?: CreditLedger;
  /** Sealed personal fields (see privacy): kept as first seen so that every attempt of an intent sends the same bytes. */
  sealed?: string;
  /** Who holds them, when it is another of the person's names. */
  sealedBy?: string;
  /** The contact that this one goes under since they were joined (epoch ms). Beside it only `consents` are kept, as they were then. */
  alias?: NamedContact & { readonly at: number };
  /** Kind of the contact's own identifier, known once it was linked. */
  kind?: IdentifierKind;
  /** Names that were joined into this contact, and when it last heard of them (epoch ms). */
  members?: { [id: string]: { kind: IdentifierKind; at: number } };
  /** Names that were asked to join, and when (epoch ms). */
  asked?: { [id: string]: number };
  /** Names that were parted from this contact by a person, and are not joined again. */
  parted?: { [id: string]: number };
  /** Told by a ContactBook of somebody who was erased; such a record holds nothing else, and is never stored. */
  erased?: true;
}
