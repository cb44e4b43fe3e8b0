import type { PaneRecord } from '#window';
import type { GateRecord } from './fire-gate.ts';

/** A pane that lies in its group's record: its number, its chunk and what it remembers. */
export type InlinePane = readonly [number: number, chunk: number, record: PaneRecord];

/**
 * GroupHeader is the record every touched group (one rule, one key) writes with each batch. Few small panes lie in it; a series that grew has records of its own, so that a batch never
 * writes whole windows. All times are event time, epoch milliseconds. (Older versions also wrote `seen` and `forget`, which are passed by.)
 */
export interface GroupHeader {
  /** The newest event time seen: windows end here. */
  at: number;
  /** Whole minutes from then to when it was last touched, when that is more than one. */
  lag?: number;
  /** When the rule last fired for the group, and until when it stays silent. */
  fired?: number;
  until?: number;
  /** What is remembered of the group's firing, when the rule has flow control. */
  gate?: GateRecord;
  /** Live panes per series (see seriesName): the panes themselves while they are few and small; else the first pane's number, then the gap to each next one. */
  panes: { [series: string]: readonly number[] | readonly InlinePane[] };
}

/** Whether a series' panes lie in the header itself. */
export function isInline(written: readonly number[] | readonly InlinePane[]): written is readonly InlinePane[] {
  return typeof written[0] === 'object';
}
