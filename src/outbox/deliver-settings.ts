/** How patient delivery is. Durations are milliseconds. */
export interface DeliverSettings {
  /** Attempts before an intent becomes a dead letter, and how long after its first attempt it is given up in any case. */
  readonly maxAttempts: number;
  readonly maxAge: number;
  /** Waits between attempts grow from `backoffBase` to `backoffCap`, with full jitter. */
  readonly backoffBase: number;
  readonly backoffCap: number;
  /** A platform's own Retry-After is honoured up to this. */
  readonly retryAfterCap: number;
  readonly attemptTimeout: number;
  /** Longest a dispatch waits in the process for its turn; beyond it, the intent is set aside. */
  readonly paceWait: number;
  /** Failures in a row that open an account's breaker, and how long it rests. */
  readonly breakerFailures: number;
  readonly breakerRest: number;
  /** Dispatches at the same time: per account, and intents held (waiting or sending) per partition. */
  readonly perAccount: number;
  readonly perPartition: number;
  /**
   * How long an intent may lie unsettled with another consumer before it is taken over. A living worker says of its intents every third of this that they are in work, so it need not be longer
   * than they wait; it must be longer than a busy process may stand still.
   */
  readonly claimIdle: number;
  /** After how many times an intent was handed out it is suspected of stopping its process: then it is attempted alone, and each attempt is noted before it is made. */
  readonly suspectAfter: number;
  /** Noted attempts that were never heard of again before a suspected intent becomes a dead letter. */
  readonly maxDeaths: number;
  /** Longest pause between two looks into an empty outbox. */
  readonly idlePause: number;
}

export const defaultDeliverSettings: DeliverSettings = {
  maxAttempts: 10,
  maxAge: 86_400_000,
  backoffBase: 1_000,
  backoffCap: 900_000,
  retryAfterCap: 3_600_000,
  attemptTimeout: 15_000,
  paceWait: 2_000,
  breakerFailures: 5,
  breakerRest: 10_000,
  perAccount: 8,
  perPartition: 64,
  claimIdle: 30_000,
  suspectAfter: 3,
  maxDeaths: 3,
  idlePause: 40,
};
