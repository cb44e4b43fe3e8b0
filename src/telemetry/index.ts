export { fanOut } from './fan-out.ts';
export { createInstruments, type Instruments } from './instruments.ts';
export { createLog, type Log, type LogLevel, type LogOptions } from './log.ts';
export { logOccurrence } from './log-occurrence.ts';
export { metricTable, type MetricSpec } from './metric-table.ts';
export type { Observe, Occurrence } from './occurrence.ts';
export { scrub } from './scrub.ts';
