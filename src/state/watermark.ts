/**
 * Watermark says up to which event time a lane believes to be complete: the newest event time seen, moving on with the clock while no newer event comes (so windows and absences end
 * without traffic), never backwards. Definition after Bytewax's event clock; lateness is subtracted where it is used.
 */
export class Watermark {
  #base: number;
  #seenAt: number;

  constructor(base: number, now: number) {
    this.#base = base;
    this.#seenAt = now;
  }

  /** Takes note of an event time; a stamp ahead of the clock counts as now. */
  advance(at: number, now: number): void {
    const capped = at < now ? at : now;
    if (capped > this.at(now)) {
      this.#base = capped;
      this.#seenAt = now;
    }
  }

  /** The watermark at a business time, epoch ms; 0 while nothing was ever seen. */
  at(now: number): number {
    return this.#base === 0 ? 0 : this.#base + Math.max(0, now - this.#seenAt);
  }
}
