/**
 * Occurrence is everything that can happen that operators of the engine may want to see. Code says what happened; `instruments` turns it into metrics and `log` into lines: nowhere else.
 * Counts are per batch or per request, never one call per event on the hot path. Durations are seconds, times epoch milliseconds.
 */
export type Occurrence =
  | { readonly kind: 'engine.started'; readonly version: string; readonly partitions: number; readonly stages: readonly string[] }
  | { readonly kind: 'readiness.changed'; readonly ready: boolean; readonly reason?: string }
  | {
      readonly kind: 'admission.decided';
      readonly route: string;
      readonly accepted: number;
      readonly refused: { readonly [code: string]: number };
    }
  /** What became of one request of a platform; `turned-away`: too many from its address were unsigned; `late`: the answer was due before the events were durable. */
  | {
      readonly kind: 'webhook.heard';
      readonly source: string;
      readonly outcome: 'taken' | 'handshake' | 'unsigned' | 'turned-away' | 'unreadable' | 'held-back' | 'late' | 'failed';
    }
  /** A platform sent fields, a version or events that this version does not know; `first` is the name of one of them. */
  | {
      readonly kind: 'webhook.surprised';
      readonly source: string;
      readonly what: 'field' | 'version' | 'event';
      readonly count: number;
      readonly first: string;
    }
  | { readonly kind: 'request.answered'; readonly route: string; readonly status: number; readonly seconds: number }
  | { readonly kind: 'pack.appended'; readonly events: number; readonly seconds: number }
  | {
      readonly kind: 'batch.processed';
      readonly stage: string;
      readonly partition: number;
      readonly events: number;
      readonly seconds: number;
      readonly fates: { readonly [fate: string]: number };
    }
  | {
      readonly kind: 'batch.committed';
      readonly stage: string;
      readonly partition: number;
      readonly seconds: number;
      readonly result: 'committed' | 'already' | 'fenced' | 'failed';
    }
  | {
      readonly kind: 'operator.ran';
      readonly operator: string;
      readonly messages: number;
      readonly failures: number;
      readonly seconds: number;
    }
  /** A lane is ours from acquired until released, lost or failed; measurements of a lane that is not ours are ignored. */
  | {
      readonly kind: 'lane.acquired' | 'lane.released' | 'lane.lost';
      readonly stage: string;
      readonly partition: number;
      readonly epoch: number;
      readonly attempts: number;
    }
  | { readonly kind: 'lane.failed'; readonly stage: string; readonly partition: number; readonly error: string }
  | {
      readonly kind: 'lane.measured';
      readonly stage: string;
      readonly partition: number;
      readonly lagSeconds: number;
      readonly watermarkDelaySeconds: number;
      readonly inFlight: number;
      readonly timersDueSeconds: number;
    }
  | { readonly kind: 'signals.relayed'; readonly partition: number; readonly signals: number; readonly result: 'appended' | 'already' }
  | {
      readonly kind: 'rule.evaluated';
      readonly rule: string;
      readonly evaluated: number;
      readonly matched: number;
      readonly errors: number;
    }
  | {
      readonly kind: 'rule.fired';
      readonly rule: string;
      readonly mode: 'active' | 'shadow';
      readonly group: string;
      readonly because: string;
    }
  | { readonly kind: 'rule.suppressed'; readonly rule: string; readonly reason: string; readonly count: number }
  /** A workflow run moved: what it came to, and what it waits for now, `step:kind` joined by commas. */
  | { readonly kind: 'run.moved'; readonly rule: string; readonly run: string; readonly state: string; readonly waits: string }
  /** An event of a type gave credit for conversions, or corrected it. */
  | { readonly kind: 'credit.changed'; readonly by: string; readonly conversions: number }
  /** A scheduled job ended: it was done, it failed, or it was stopped in the middle. */
  | {
      readonly kind: 'job.ran';
      readonly job: string;
      readonly result: 'done' | 'failed' | 'stopped';
      readonly seconds: number;
      readonly error?: string;
    }
  /** A newer version of the learned model of leads was taken; how it has fared of late. */
  | {
      readonly kind: 'lead-model.taken';
      readonly version: number;
      readonly outcomes: number;
      readonly converted: number;
      readonly expected: number;
      readonly logLoss: number;
      readonly ece: number;
      readonly drift: number | undefined;
    }
  /** A name of a kind was joined to another of its person, or was not, because the contact has as many as it may. */
  | { readonly kind: 'contacts.joined'; readonly result: 'joined' | 'beyond-limit'; readonly of: string }
  /** How an experiment stands: p-values may be watched at any time; `rate` is null while no contact's horizon is over, and `p` undefined for the control and while there is too little. */
  | {
      readonly kind: 'experiment.judged';
      readonly experiment: string;
      readonly ratioP: number;
      readonly variants: readonly {
        readonly variant: string;
        readonly exposed: number;
        readonly rate: number | null;
        readonly p: number | undefined;
      }[];
    }
  | { readonly kind: 'rules.loaded'; readonly hash: string; readonly rules: number }
  | { readonly kind: 'rules.rejected'; readonly findings: number; readonly first: string }
  | {
      readonly kind: 'dispatch.attempted';
      readonly account: string;
      readonly operation: string;
      readonly result: 'delivered' | 'retryLater' | 'refused';
      readonly seconds: number;
    }
  | {
      readonly kind: 'intent.settled';
      readonly account: string;
      readonly operation: string;
      readonly fate: 'delivered' | 'suppressed' | 'dead';
      readonly guard?: string;
      readonly attempts: number;
    }
  /** A guard held an intent back: for good (`suppressed`), for a time (`delayed`), or until a person says yes (`held`). */
  | { readonly kind: 'guard.acted'; readonly guard: string; readonly rule: string; readonly effect: 'suppressed' | 'delayed' | 'held' }
  /** The kill switches that are on now, by what they stop. */
  | { readonly kind: 'kill-switches.changed'; readonly scopes: readonly string[] }
  /** A model outside was asked about the texts of a batch: how many got an answer, none that it could give (`silent`), or none because of what `words` say; `resting`: it was not asked. */
  | {
      readonly kind: 'text-model.asked';
      readonly model: string;
      readonly results: { readonly [result in 'answered' | 'silent' | 'timeout' | 'failed' | 'malformed' | 'resting']?: number };
      readonly seconds: number;
      readonly words?: string;
    }
  | { readonly kind: 'breaker.changed'; readonly account: string; readonly state: 'closed' | 'open' | 'half-open' }
  | {
      readonly kind: 'outbox.measured';
      readonly partition: number;
      readonly waiting: number;
      readonly oldestSeconds: number;
      readonly retries: number;
      readonly held: number;
    }
  | { readonly kind: 'dead-letter.kept'; readonly stage: string; readonly by: string; readonly code: string; readonly count: number }
  /**
   * Over all partitions of the deployment, as Redis holds it, so that every engine measures the same. `inFlight` must be counted in the streams (events beyond the committed
   * offsets), never derived from the other two: a derived one makes the identity true whatever was lost. -1 means that there was too much
   * to count: then nothing is said of the difference.
   */
  | {
      readonly kind: 'identity.measured';
      readonly stage: string;
      readonly accepted: number;
      readonly settled: { readonly [fate: string]: number };
      readonly inFlight: number;
    }
  | { readonly kind: 'memory.measured'; readonly used: number; readonly limit: number; readonly gate: 'open' | 'high' | 'full' }
  | { readonly kind: 'redis.failed'; readonly role: string; readonly error: string };

/** Where occurrences go. Must be cheap and must not throw. */
export type Observe = (occurrence: Occurrence) => void;
