/**
 * GroupHeader is the small record every touched group (one rule, one key) writes with each batch; its panes are records of their own, so that a batch never writes whole windows.
 * All times are epoch milliseconds; `at`, `fired` and `until` are event time, `seen` and `forget` are business time.
 */
export interface GroupHeader {
  /** The newest event time seen: windows end here. */
  at: number;
  /** Business time of the last touch. */
  seen: number;
  /** When the rule last fired for the group, and until when it stays silent. */
  fired?: number;
  until?: number;
  /** When the timer that will forget the group is due; absent when none is set. */
  forget?: number;
  /** Live panes per series (see seriesName): the first pane's number, then the gap to each next one. */
  panes: { [series: string]: number[] };
}
