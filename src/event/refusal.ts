import type { ErrorCode } from '#kernel';

/** Refusal is what was not admitted: why, where in the input, and the input itself with its personal fields sealed or masked. It has its own stream and metric. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
  /** JSON pointer into the refused value, where one is to blame. */
  readonly pointer?: string;
  readonly source: string;
  readonly route: string;
  readonly received: number;
  /** Id the sender gave, when it could be read. */
  readonly id?: string;
  /** The refused input as far as it may be kept: bounded in length, personal fields sealed. */
  readonly sealed?: string;
}
