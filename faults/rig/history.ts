/** What became of sending one event: `unknown` when no answer said so, and whoever judges must allow for both. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** One event of the load and what the sender knows of it. Amounts are random numbers of 40 bits, so that a loss and a double cannot cancel. */
export interface SentEvent {
  readonly id: string;
  readonly member: string;
  /** Counts up per member; no event of a member is sent before the one before it was given up or answered. */
  readonly seq: number;
  readonly amount: number;
  /** Whether a rule is to act on it. */
  readonly act: boolean;
  outcome: Outcome;
  /** How often it was sent, and how often the answer was `ok` or stayed unknown: at most all of those but one may be settled as duplicates. */
  sent: number;
  maybe: number;
}

/** One answer of admission, or none. */
export interface Answer {
  /** Milliseconds since the start of the run. */
  readonly at: number;
  readonly status: number | 'none';
  readonly code?: string;
  readonly retryAfter?: string;
}

/** What the load did and heard. */
export interface LoadHistory {
  readonly events: readonly SentEvent[];
  readonly answers: readonly Answer[];
}
