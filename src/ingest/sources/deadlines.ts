import { CrosscurrentError, type Clock } from '#kernel';

/** Milliseconds of process time between looks at what is late. */
const LOOK = 25;

interface Open {
  readonly due: number;
  reject(error: CrosscurrentError): void;
}

/**
 * Deadlines of many requests under one timer: a timer and an abort signal for each would cost more than verifying its signature. What is late is told so up to 25 ms after its time.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #open = new Set<Open>();
  #watching = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * What `work` comes to, when it does so within `milliseconds` of process time; else rejects with `not-durable`, and the work goes on alone. A platform that waits in vain counts a failure and sends again either way;
   * told in time it waits before it does, and what had become durable meanwhile is then a duplicate.
   */
  within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const open: Open = { due: this.#clock.monotonic() + milliseconds, reject };
      this.#open.add(open);
      // Whichever of the two loses is settled without effect.
      work.then(resolve, reject).finally(() => this.#open.delete(open));
      if (!this.#watching) void this.#watch();
    });
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    while (this.#open.size > 0) {
      await this.#clock.sleep(LOOK);
      const now = this.#clock.monotonic();
      for (const one of this.#open) {
        if (now < one.due) continue;
        this.#open.delete(one);
        one.reject(
          new CrosscurrentError('not-durable', 'The events could not be made durable in the time this platform waits; send them again.', {
            retryAfterSeconds: 5,
          }),
        );
      }
    }
    this.#watching = false;
  }
}
