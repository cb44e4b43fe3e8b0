import type { CompiledMeasure } from './compiled-measure.ts';
import { DistinctTally } from './distinct-tally.ts';
import { ExtremeTally } from './extreme-tally.ts';
import { FirstSeenTally } from './first-seen-tally.ts';
import { NumberTally } from './number-tally.ts';
import type { Pane } from './pane-record.ts';
import { PercentileTally } from './percentile-tally.ts';
import type { Tally } from './tally.ts';

/** The tally of a measure over live panes, which the caller changes in place. */
export function makeTally(measure: CompiledMeasure, panes: readonly Pane[]): Tally {
  const { fn, definition } = measure;
  switch (fn) {
    case 'distinct':
      return new DistinctTally(definition, panes);
    case 'first_seen':
      return new FirstSeenTally(definition, panes);
    case 'percentile':
      return new PercentileTally(definition, panes);
    case 'min':
    case 'max':
      return new ExtremeTally(fn, definition, panes);
    default:
      return new NumberTally(fn, definition, panes);
  }
}
