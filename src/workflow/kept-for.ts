import type { WorkflowRun } from './workflow-run.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

/**
 * How many milliseconds a run that is over is kept to be looked at. One that failed, was taken back or asked a person is kept for a week; any other as long as it ran, two hours at
 * least and a week at most, so that there are never many more runs to look back on than runs on their way.
 */
export function keptFor(run: WorkflowRun): number {
  const notable = run.state === 'failed' || run.state === 'compensated' || run.history.some(([, state]) => state === 'asked');
  return notable ? WEEK : Math.min(WEEK, Math.max(2 * HOUR, run.at - run.started));
}
