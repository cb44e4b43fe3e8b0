import { setTimeout as delay } from 'node:timers/promises';

/**
 * Clock is the only source of time. `now` is business time in epoch milliseconds (windows, cooldowns, waits, watermarks follow it);
 * `monotonic` is process time in milliseconds (timeouts, latencies follow it); `sleep` waits in process time and rejects when aborted.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Business milliseconds per process millisecond; 1 when absent. */
  readonly pace?: number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}),
};

/**
 * A clock whose business time starts at `origin` and runs `factor` times as fast as the machine's; process time stays real.
 * Used to play a story of hours in seconds: every window, wait and cooldown of the engine follows it.
 */
export function acceleratedClock(origin: number, factor: number, base: Clock = systemClock): Clock {
  const started = base.monotonic();
  return {
    now: () => Math.floor(origin + (base.monotonic() - started) * factor),
    monotonic: () => base.monotonic(),
    sleep: (milliseconds, signal) => base.sleep(milliseconds, signal),
    pace: factor,
  };
}
