/** JobBook says who runs a job, and when it was last run. Times are business time, epoch milliseconds; leases live in the store's own time. */
export interface JobBook {
  /** Takes a job that is due and that nobody else holds; what this holder has already stays its own for another `timeToLive` milliseconds. False otherwise. */
  take(job: string, holder: string, timeToLive: number, now: number, every: number): Promise<boolean>;
  /** Keeps what is held; false when it is held no longer. */
  keep(job: string, holder: string, timeToLive: number): Promise<boolean>;
  /** Gives the job back, as run at `ranAt`; without it, it stays due. Changes nothing when another holds it by now. */
  giveBack(job: string, holder: string, ranAt?: number): Promise<void>;
}
