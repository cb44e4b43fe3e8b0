const MINUTE = 60_000;
/** So many errors in a minute, and more than half of what was asked: then nothing useful comes of asking. */
const MANY = 100;
const REST = 10 * MINUTE;

/**
 * ErrorRest stops asking a rule whose expressions fail on most events of a minute: values of a type it was not written for. After ten minutes it is asked again. It is one process's care for itself and is
 * not remembered; the rule's new version begins without one. Times are business time, epoch milliseconds.
 */
export class ErrorRest {
  #minute = 0;
  #asked = 0;
  #failed = 0;
  #until = 0;

  /** Whether the rule is left alone at `now`. */
  rests(now: number): boolean {
    return now < this.#until;
  }

  /** Counts what a batch asked and how many errors came of it. */
  note(now: number, asked: number, failed: number): void {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#asked = this.#failed = 0;
    }
    this.#asked += asked;
    this.#failed += failed;
    if (this.#failed < MANY || this.#failed * 2 <= this.#asked) return;
    this.#until = now + REST;
    this.#asked = this.#failed = 0;
  }
}
