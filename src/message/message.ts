import { CrosscurrentError, type ErrorCode } from '#kernel';

/**
 * How a message ended. Every message ends exactly once, as one of these; the accounting identity counts them.
 * `processed` reached the end of its pipeline; `duplicate`, `late` and `suppressed` left early on purpose; `forwarded` was handed to another lane, which accepted it in turn; `dead` failed and
 * is kept as a dead letter.
 */
export type Fate = 'processed' | 'duplicate' | 'late' | 'suppressed' | 'forwarded' | 'dead';

/** Failure of a message: the code, what happened in words, and the operator it happened in. */
export interface Failure {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly operator: string;
}

/** Message is one value travelling through operators with its own receipt: whoever finishes it settles it, once. An unsettled message at the end of a pipeline is processed. */
export class Message<T> {
  readonly value: T;
  /** Stream entry the value came in (`ms-seq`), and its place inside the pack. */
  readonly entry: string;
  readonly index: number;
  /** The JSON the value was read from, when it is at hand: it spares writing the value again. */
  readonly json: string | undefined;
  #fate: Fate | undefined;
  #failure: Failure | undefined;

  constructor(value: T, entry: string, index: number, json?: string) {
    this.value = value;
    this.entry = entry;
    this.index = index;
    this.json = json;
  }

  /** True until it is settled: operators work on live messages only. */
  get live(): boolean {
    return this.#fate === undefined;
  }
  get fate(): Fate | undefined {
    return this.#fate;
  }
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Ends the message. Settling twice is a bug and says so. */
  settle(fate: Exclude<Fate, 'dead'>): void {
    if (this.#fate !== undefined)
      throw new CrosscurrentError('internal', `message ${this.entry}#${this.index} was settled twice (${this.#fate}, then ${fate})`);
    this.#fate = fate;
  }

  /** Ends the message as failed; it becomes a dead letter. */
  fail(failure: Failure): void {
    if (this.#fate !== undefined)
      throw new CrosscurrentError('internal', `message ${this.entry}#${this.index} failed after it was settled (${this.#fate})`, {
        cause: failure,
      });
    this.#fate = 'dead';
    this.#failure = failure;
  }
}
