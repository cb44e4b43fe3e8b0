/** Job is work that is done now and then, by one process of the deployment, beside the hot path. It may be stopped at any place and run again, and for moments two processes may run it: what it writes must bear that. */
export interface Job {
  readonly name: string;
  /** Business milliseconds from the begin of one run to that of the next. */
  readonly every: number;
  /** Rejects when it could not be done; it is then tried again soon. */
  run(stopping: AbortSignal): Promise<void>;
}
