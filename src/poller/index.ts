export { createMemoryPollBook } from './memory-poll-book.ts';
export { pollJob } from './poll-job.ts';
export type { PollBook } from './poll-book.ts';
export { pollReports, type PollOptions } from './poll-reports.ts';
export type { ReportRow } from './report-row.ts';
export type { ReportAnswer, ReportAsk, ReportSource } from './report-source.ts';
