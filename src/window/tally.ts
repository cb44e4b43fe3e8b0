import type { MeasureValue } from './measure-value.ts';
import type { Pane } from './pane-record.ts';

/** An input of a measure as a signal carries it; null is nothing. */
export type MeasureInputValue = number | string | null;

/**
 * Tally is one measure over the live panes of a series. Everything it knows follows from the cells of those panes, so that it stands the same whether it grew signal by signal or
 * was rebuilt from stored panes.
 */
export interface Tally extends MeasureValue {
  readonly definition: string;
  /** Whether this input counts. */
  takes(input: MeasureInputValue): boolean;
  /** Adds an input that it takes to a pane of the series; `live`: the pane is one of the live ones. Returns whether the pane's record changed. */
  add(pane: Pane, input: number | string, live: boolean): boolean;
  /** To be called when a signal brought nothing for it, for tallies that speak of the newest signal. */
  passed?(): void;
  /** To be called after a pane was put behind all live ones, empty. */
  paneOpened(): void;
  /** To be called for each live pane that leaves, before `rebuild`. */
  paneExpired(pane: Pane): void;
  /** To be called after live panes left (`all` false: only the oldest ones, each told before) or others became live. */
  rebuild(all: boolean): void;
  /** How many inputs the value stands on, where that can be too few. */
  readonly weight?: number;
  /** The nearest-rank percentile of what was added, where the tally keeps one. */
  percentile?(share: number): number | null;
}
