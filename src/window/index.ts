export type { CompiledMeasure } from './compiled-measure.ts';
export { memberLimit } from './distinct-tally.ts';
export type { MeasureValue } from './measure-value.ts';
export type { Pane, PaneRecord } from './pane-record.ts';
export { WindowSeries } from './window-series.ts';
