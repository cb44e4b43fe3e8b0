/** Most actions remembered of one contact; the oldest go first. Far above any cap that a rule may set. */
export const LONGEST_LOG = 500;

/** A money counter an intent goes into: where it is kept, what it may come to in any `period` (milliseconds), and what the intent adds; amounts in millionths of the cap's currency. */
export interface SpendClaim {
  readonly counter: string;
  readonly limit: bigint;
  readonly period: number;
  readonly amount: bigint;
}

/** At most `max` actions that count may have reached a contact in any `period` (milliseconds). */
export interface FrequencyClaim {
  readonly max: number;
  readonly period: number;
  readonly across: 'all' | 'rule' | 'connector';
}

/** What one attempt of an intent asks for before it is made. */
export interface Claim {
  /** Key of the intent: whoever claims again under it is counted once. */
  readonly key: string;
  /** Differs for every attempt, so that only the attempt that claimed last can give back. */
  readonly token: string;
  readonly rule: string;
  readonly account: string;
  /** Whom the action reaches; of an audience (`some`) those who may not be reached drop out, else all must pass. */
  readonly contacts: readonly string[];
  readonly some: boolean;
  readonly frequency: readonly FrequencyClaim[];
  /** How long it is remembered whom the action reached, milliseconds; 0 remembers nothing. */
  readonly remember: number;
  /** The run, and how many different contacts it may address. */
  readonly reach?: { readonly run: string; readonly max: number };
  readonly spends: readonly SpendClaim[];
}

/** What came of a claim: the contacts that may be reached, or which guard refused. `found` is what the refusing counter came to, `index` which of the claim's own entries refused. */
export type Claimed =
  | { readonly kind: 'granted'; readonly contacts: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly guard: 'frequency-cap' | 'blast-radius' | 'spend-cap';
      readonly index: number;
      readonly found: bigint;
    };

/**
 * GuardStore counts what is sent, for all deliverers together. A claim is checked and booked in one step, so two deliverers cannot both take the last place; it is booked under the key of
 * the intent, so an intent that is tried again, replayed or sent by two is counted once, from its latest attempt on. What was booked stays booked when a deliverer dies: it may have sent.
 */
export interface GuardStore {
  /** Books the claim whole or not at all. A claim that is booked already is granted and moved to this moment. */
  claim(claim: Claim): Promise<Claimed>;
  /** Gives back what this very attempt booked, because nothing was sent for sure. The contacts a run addressed stay counted. */
  release(claim: Claim): Promise<void>;
}
