import type { Json } from '#kernel';
import type { Identifiers } from '#privacy';

/** Candidate is an event as a sender wrote it, whatever the format: nothing of it is checked yet. `at` is where its data stands in what the sender sent, for pointers. */
export interface Candidate {
  readonly id: Json | undefined;
  readonly source: Json | undefined;
  readonly type: Json | undefined;
  readonly subject: Json | undefined;
  readonly time: Json | undefined;
  readonly data: Json | undefined;
  /** When the sender's clock says that it sent the request; what it is ahead of ours is taken off `time`. */
  readonly sentAt?: Json | undefined;
  readonly identifiers: Identifiers;
  /** CloudEvents proper: id, source and specversion are required, and time is a text. */
  readonly cloudEvent: boolean;
  /** JSON pointer of the data in the sender's own writing: `/data`, or `/properties` and `/traits` of the Segment spec. */
  readonly at: string;
}
