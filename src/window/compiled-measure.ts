/** What a measure makes of the values it takes. `ratio` without `to` is the share of ones among ones and noughts. */
export type MeasureFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'percentile' | 'distinct' | 'ratio' | 'first_seen';

/** A measure as the window store keeps it. `window`, `pane` and `gap` are milliseconds; a window of n panes is exact to one pane. */
export interface CompiledMeasure {
  readonly name: string;
  readonly fn: MeasureFunction;
  readonly window: number;
  readonly pane: number;
  /**
   * Names what is measured, apart from its name: a short stable hash of fn, of, the measure's where, window, pane and the rule's on, where and by.
   * Panes are kept under it, so a new version of a rule keeps the windows of the measures it did not change.
   */
  readonly definition: string;
  /** Absent: the window slides with every event. Tumbling windows lie fixed in time, sessions end where nothing happened for `gap`. */
  readonly kind?: 'tumbling' | 'session';
  /** Time zone whose calendar a tumbling window keeps; absent is UTC. */
  readonly zone?: string;
  readonly gap?: number;
  /** Which percentile, above 0 and at most 100. Measures that differ in nothing else share their panes. */
  readonly percentile?: number;
  /** A ratio has no value while its denominator is smaller. */
  readonly least?: number;
  /** A ratio of two other measures of the rule, by name: such a one keeps no panes of its own. */
  readonly of?: string;
  readonly to?: string;
}
