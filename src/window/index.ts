export type { CompiledMeasure, MeasureFunction } from './compiled-measure.ts';
export { memberLimit } from './distinct-tally.ts';
export { seenLimit } from './first-seen-tally.ts';
export type { MeasureValue } from './measure-value.ts';
export type { Pane, PaneRecord } from './pane-record.ts';
export type { Tally } from './tally.ts';
export { percentileError } from './value-bucket.ts';
export { windowCalendar } from './window-calendar.ts';
export { WindowSeries } from './window-series.ts';
