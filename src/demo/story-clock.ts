import { systemClock, type Clock } from '#kernel';

/** The clock of a story: `begin` starts the fast part. */
export interface StoryClock extends Clock {
  begin(): void;
}

/**
 * A clock whose business time starts at `origin` at the machine's pace; from `begin` on it runs `factor` times as fast until it has covered `length` milliseconds more, and then at the
 * machine's pace again: the engine goes on as an ordinary one when the story is over. Process time stays real.
 */
export function storyClock(origin: number, factor: number, length: number, base: Clock = systemClock): StoryClock {
  const started = base.monotonic();
  const playing = length / factor;
  let begun = Infinity;
  /** Process milliseconds of the fast part that are over. */
  const fast = (): number => Math.min(playing, Math.max(0, base.monotonic() - begun));
  return {
    begin: () => void (begun = Math.min(begun, base.monotonic())),
    now: () => Math.floor(origin + base.monotonic() - started + fast() * (factor - 1)),
    monotonic: () => base.monotonic(),
    sleep: (milliseconds, signal) => base.sleep(milliseconds, signal),
    get pace() {
      const passed = base.monotonic() - begun;
      return passed >= 0 && passed < playing ? factor : 1;
    },
  };
}
