import { CrosscurrentError, type Clock } from '#kernel';

/**
 * What `work` comes to, when it does so within `milliseconds` of process time; else throws `not-durable`, and the work goes on alone. A platform that waits in vain counts a failure and sends again either way;
 * told in time it waits before it does, and what had become durable meanwhile is then a duplicate.
 */
export async function withinDeadline<T>(work: Promise<T>, milliseconds: number, clock: Clock): Promise<T> {
  const over = new AbortController();
  const late = clock.sleep(milliseconds, over.signal).then((): never => {
    throw new CrosscurrentError('not-durable', 'The events could not be made durable in the time this platform waits; send them again.', {
      retryAfterSeconds: 5,
    });
  });
  // Whichever of the two loses must not end the process.
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
