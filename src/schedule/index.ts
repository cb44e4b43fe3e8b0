export type { Job } from './job.ts';
export type { JobBook } from './job-book.ts';
export { type JobOptions, runJobs, type RunningJobs } from './run-jobs.ts';
