/**
 * What one measure remembers of one pane: count, sum, min and max a number, avg and ratio the sum and how many, distinct its members in order of first sight, first_seen their digests,
 * a percentile how many values fell into each bucket, and what a distinct count could not list the registers of a HyperLogLog as text.
 */
export type PaneCell = number | [sum: number, count: number] | string[] | { [bucket: string]: number } | string;

/** PaneRecord is one pane of one window length of one group: a cell per measure, under the measure's definition (so that a renamed measure keeps its cells and a changed one starts anew). */
export interface PaneRecord {
  [definition: string]: PaneCell;
}

/** The most members of one measure in one record of a pane. */
export const chunkLimit = 128;

/** A pane in memory: panes of a series are kept in ascending order of `number`, which is event time divided by the pane's length, rounded down. */
export interface Pane {
  readonly number: number;
  /** A pane that lists many members lies in several records, 0 the oldest: a batch then writes the newest one and not the whole pane. */
  readonly chunk: number;
  readonly record: PaneRecord;
}
