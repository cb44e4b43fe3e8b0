/** The stages whose partitions have one owner at a time. */
export type Stage = 'enrich' | 'decide';

/** Lane is one partition of one stage: the unit of ownership, order and commit. */
export interface Lane {
  readonly stage: Stage;
  readonly partition: number;
}

/** Tenure is a worker's ownership of a lane as it began: `epoch` fences everybody before; `sequence` counts commits; `offset` is the last entry committed. */
export interface Tenure {
  readonly lane: Lane;
  readonly worker: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly offset: EntryId;
  /** Event time watermark at the last commit, epoch ms; 0 when nothing was seen. */
  readonly watermark: number;
  /** How many tenures in a row, this one included, began without a commit since: above 1 something keeps stopping the owner. */
  readonly attempts: number;
  /** Message that was being probed when the last owner stopped, `entry#index`, and how often it was. */
  readonly probe: string;
  readonly probeCrashes: number;
  /** Messages found to stop the process in entries not yet committed. */
  readonly poisoned: readonly string[];
}

/** Id of a stream entry: `milliseconds-sequence`. */
export type EntryId = string;

/** The id before every entry. */
export const beginning: EntryId = '0-0';

/** Order of two entry ids: negative, zero or positive. */
export function compareEntries(a: EntryId, b: EntryId): number {
  const dashA = a.indexOf('-');
  const dashB = b.indexOf('-');
  return Number(a.slice(0, dashA)) - Number(b.slice(0, dashB)) || Number(a.slice(dashA + 1)) - Number(b.slice(dashB + 1));
}

/** A lane's name for logs and keys of maps, e.g. `enrich:3`. */
export function laneName(lane: Lane): string {
  return `${lane.stage}:${lane.partition}`;
}
