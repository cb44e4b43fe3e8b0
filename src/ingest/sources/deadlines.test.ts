import { CrosscurrentError, systemClock } from '#kernel';
import { describe, expect, it } from 'vitest';
import { Deadlines } from './deadlines.ts';

const after = async <T>(milliseconds: number, value: T): Promise<T> => {
  await systemClock.sleep(milliseconds);
  return value;
};

describe('deadlines', () => {
  it('give what comes in time, and tell each of what does not, however many wait', async () => {
    const deadlines = new Deadlines(systemClock);
    const started = performance.now();
    const all = await Promise.allSettled([
      deadlines.within(after(5, 'at once'), 1_000),
      deadlines.within(after(400, 'late'), 60),
      deadlines.within(Promise.reject(new RangeError('broken')), 1_000),
      deadlines.within(after(400, 'in time'), 2_000),
      deadlines.within(new Promise(() => undefined), 120),
    ]);
    expect(all.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).name))).toEqual([
      'at once',
      'CrosscurrentError',
      'RangeError',
      'in time',
      'CrosscurrentError',
    ]);
    expect((all[1] as PromiseRejectedResult).reason).toMatchObject({
      code: 'not-durable',
      retryAfterSeconds: 5,
    } satisfies Partial<CrosscurrentError>);
    expect(performance.now() - started).toBeGreaterThanOrEqual(380);
  });

  it('look again for those that come after all others were settled, and leave nobody behind when work fails late', async () => {
    const deadlines = new Deadlines(systemClock);
    await deadlines.within(after(1, 1), 500);
    await after(60, 0);
    const failing = after(150, 0).then(() => Promise.reject(new Error('after the deadline')));
    await expect(deadlines.within(failing, 40)).rejects.toMatchObject({ code: 'not-durable' });
    // The failure that comes after the answer ends no process.
    await expect(failing).rejects.toThrow('after the deadline');
    await expect(deadlines.within(after(200, 0), 40)).rejects.toMatchObject({ code: 'not-durable' });
  });
});
