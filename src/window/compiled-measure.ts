/** A measure as the window store keeps it. `window` and `pane` are milliseconds; a window of n panes is exact to one pane. */
export interface CompiledMeasure {
  readonly name: string;
  readonly fn: 'count' | 'distinct' | 'sum' | 'avg';
  readonly window: number;
  readonly pane: number;
  /**
   * Names what is measured, apart from its name: a short stable hash of fn, of, the measure's where, window, pane and the rule's on, where and by.
   * Panes are kept under it, so a new version of a rule keeps the windows of the measures it did not change.
   */
  readonly definition: string;
}
