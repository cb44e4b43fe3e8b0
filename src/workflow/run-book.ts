import type { WorkflowRun } from './workflow-run.ts';

/** RunBook finds runs in the committed state of the decide lanes: for people, not for the lanes themselves. Its methods reject when the store cannot be reached. */
export interface RunBook {
  /** Runs on their way, those that move soonest first, at most `most`; only those that ask a person when `asks` is true. Reads all timers: for people, not for every event. */
  waiting(most: number, asks: boolean): Promise<WorkflowRun[]>;
  /** A run by its id, also when it is over and still remembered. */
  find(id: string): Promise<WorkflowRun | undefined>;
}
