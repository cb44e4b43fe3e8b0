/**
 * Barrier lets many wait for one check that covers all that was done before it began: who asks while one is under way shares the next. So a check that stops a whole connection
 * (WAIT does) is made once for many dispatches.
 */
export class Barrier {
  readonly #check: () => Promise<boolean>;
  #running: Promise<boolean> | undefined;
  #next: Promise<boolean> | undefined;

  constructor(check: () => Promise<boolean>) {
    this.#check = check;
  }

  /** Whether a check that began after this call found everything in order. Rejects as the check does. */
  async passed(): Promise<boolean> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#running.then(
      async () => this.#begin(),
      async () => this.#begin(),
    );
    return this.#next;
  }

  async #begin(): Promise<boolean> {
    this.#next = undefined;
    const running = this.#check().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
