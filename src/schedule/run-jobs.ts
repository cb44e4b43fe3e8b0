import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { Job } from './job.ts';
import type { JobBook } from './job-book.ts';

/** What scheduled jobs are run with. `clock` is business time; leases and looks go by `machine` time. */
export interface JobOptions {
  readonly jobs: readonly Job[];
  readonly book: JobBook;
  readonly holder: string;
  readonly clock: Clock;
  readonly machine: Clock;
  readonly observe: Observe;
  /** Machine milliseconds between looks at whether a job is due, and for which a lease lives. */
  readonly look?: number;
  readonly lease?: number;
}

/** Jobs that are looked after. */
export interface RunningJobs {
  /** Asks what runs to stop, and resolves when it has. */
  stop(): Promise<void>;
}

const LOOK = 5_000;
const LEASE = 30_000;

/** Runs each job when it is due, in whichever process of the deployment takes it first. A job that fails stays due and is tried again at the next look; one whose lease is lost is asked to stop. */
export function runJobs({ jobs, book, holder, clock, machine, observe, look = LOOK, lease = LEASE }: JobOptions): RunningJobs {
  const stopping = new AbortController();

  async function tend(job: Job): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await book.take(job.name, holder, lease, clock.now(), job.every)) await run(job);
      } catch (error) {
        observe({ kind: 'redis.failed', role: 'jobs', error: error instanceof Error ? error.message : String(error) });
      }
      await machine.sleep(look, stopping.signal).catch(() => undefined);
    }
  }

  async function run(job: Job): Promise<void> {
    const began = machine.monotonic();
    const ranAt = clock.now();
    const ended = new AbortController();
    const lost = new AbortController();
    const keeping = keepLease(job, lost, ended.signal);
    let error: string | undefined;
    try {
      await job.run(AbortSignal.any([stopping.signal, lost.signal]));
    } catch (reason) {
      error = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    }
    ended.abort();
    await keeping;
    // What was stopped in the middle is not done: the next to look takes it.
    const done = error === undefined && !stopping.signal.aborted && !lost.signal.aborted;
    await book.giveBack(job.name, holder, done ? ranAt : undefined);
    const seconds = (machine.monotonic() - began) / 1_000;
    observe({
      kind: 'job.ran',
      job: job.name,
      result: done ? 'done' : error === undefined ? 'stopped' : 'failed',
      seconds,
      ...(error === undefined ? {} : { error }),
    });
  }

  async function keepLease(job: Job, lost: AbortController, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await machine.sleep(lease / 3, ended).catch(() => undefined);
      if (ended.aborted) return;
      // An error is no answer; what the job writes guards itself.
      if (!(await book.keep(job.name, holder, lease).catch(() => true))) lost.abort();
    }
  }

  const running = Promise.all(jobs.map(tend));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
