import { Cron } from 'croner';
import type { Job } from '#schedule';
import { pollReports, type PollOptions } from './poll-reports.ts';

/** How often a poller looks whether its hour has come or a sweep wants to go on, business milliseconds. */
const LOOK = 30_000;

/** The job of a poller: a sweep begins whenever the schedule (cron, in a zone) has come since the last one began, and at once when there was none. */
export function pollJob(options: PollOptions, schedule: { readonly cron: string; readonly zone: string }): Job {
  const cron = new Cron(schedule.cron, { timezone: schedule.zone, paused: true });
  const due = (began: number | undefined): boolean => {
    if (began === undefined) return true;
    const next = cron.nextRun(new Date(began));
    return next !== null && next.getTime() <= options.clock.now();
  };
  return { name: `poll-${options.name}`, every: LOOK, run: (stopping) => pollReports(options, due, stopping) };
}
