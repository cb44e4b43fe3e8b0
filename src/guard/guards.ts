/** A money limit: an exact decimal amount as it was written, in a currency of ISO 4217. */
export interface MoneyLimit {
  readonly amount: string;
  readonly currency: string;
}

/** Hours in which nobody is to be disturbed, in one zone or in the contact's own. `from` and `to` are `HH:MM`; `to` may lie on the next day. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** An IANA name, or `contact`. */
  readonly zone: string;
  /** Where the contact's own zone is not known. */
  readonly otherwise?: string;
  readonly do: 'delay' | 'drop';
}

/**
 * Guards in their normal form: what holds an action back at the moment it is to be sent. Durations are milliseconds. Plain JSON, because every intent carries the guards of its rule.
 * Consent is apart from these: an intent lists its purposes itself.
 */
export interface Guards {
  readonly spendCap?: MoneyLimit & { readonly per: number };
  readonly frequencyCap?: { readonly max: number; readonly per: number; readonly across: 'all' | 'rule' | 'connector' };
  readonly quietHours?: QuietHours;
  /** `within` is how long an action waits for a yes. */
  readonly approveAbove?: MoneyLimit & { readonly within: number };
  readonly blastRadius?: { readonly maxContacts: number };
}
