import { describe, expect, it } from 'vitest';
import { acceleratedClock, type Clock } from './clock.ts';

describe('an accelerated clock', () => {
  it('starts at its origin and runs faster by its factor, while process time stays real', async () => {
    let elapsed = 5_000;
    const slept: number[] = [];
    const base: Clock = {
      now: () => 0,
      monotonic: () => elapsed,
      sleep: async (milliseconds) => void slept.push(milliseconds),
    };
    const clock = acceleratedClock(1_000_000, 60, base);
    expect(clock.now()).toBe(1_000_000);
    elapsed += 100;
    expect(clock.now()).toBe(1_006_000);
    expect(clock.monotonic()).toBe(5_100);
    await clock.sleep(30);
    expect(slept).toEqual([30]);
  });
});
