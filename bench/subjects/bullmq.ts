import { Queue, Worker } from 'bullmq';
import { inTurns } from '../in-turns.ts';
import type { Subject } from '../subject.ts';

/** Seconds a done job is kept: BullMQ knows a repeated jobId only while the job is there, so for the time in which the engine knows a repeated id. */
const KEPT = 96 * 3_600;

/**
 * BullMQ with a job per event, jobId dedupe and an empty handler, concurrency 200. Processing is timed, and apart from it adding the jobs, which is where BullMQ finds duplicates.
 */
export const bullmq: Subject = async ({ redisUrl, events }) => {
  const connection = connectionOf(redisUrl);
  const queue = new Queue('bench', { connection });
  const filling = performance.now();
  await inTurns(Math.ceil(events.length / 500), async (turn) => {
    await queue.addBulk(
      events.slice(turn * 500, (turn + 1) * 500).map((event) => ({
        name: 'event',
        data: event,
        opts: { jobId: `${event.source}-${event.id}`.replaceAll(':', '-'), removeOnComplete: { age: KEPT } },
      })),
    );
  });
  const fillSeconds = (performance.now() - filling) / 1_000;
  const started = performance.now();
  let done = 0;
  const worker = await new Promise<Worker>((resolve, reject) => {
    const running: Worker = new Worker('bench', async () => undefined, { connection, concurrency: 200 });
    running.on('completed', () => {
      if (++done === events.length) resolve(running);
    });
    running.on('error', reject);
  });
  const seconds = (performance.now() - started) / 1_000;
  await worker.close();
  await queue.close();
  return { events: done, seconds, fillSeconds };
};

function connectionOf(url: string): { host: string; port: number; password?: string; username?: string; maxRetriesPerRequest: null } {
  const { hostname, port, password, username } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    ...(password ? { password } : {}),
    ...(username ? { username } : {}),
    maxRetriesPerRequest: null,
  };
}
