/**
 * Lexicon is a set of words with a polarity, keyed by word hash in an open-addressing table of 16-bit cells: an 11-bit fingerprint and a 5-bit polarity (1..31, 16 is nought).
 * Two bytes a cell keep 30,000 words in the processor's cache; a foreign word is taken for one of ours about once in 4,000 look-ups.
 */
export class Lexicon {
  static readonly bits = 16;
  readonly cells: Uint16Array;

  constructor(cells: Uint16Array = new Uint16Array(1 << Lexicon.bits)) {
    this.cells = cells;
  }

  /** Polarity in [−1, 1], 0 when the word is unknown. */
  polarity(hash: number): number {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = mixed >>> 16;
    const print = mixed & 0x7ff;
    for (;;) {
      const cell = this.cells[slot]!;
      if (cell === 0) return 0;
      if (cell >>> 5 === print) return ((cell & 31) - 16) / 15;
      slot = (slot + 1) & 0xffff;
    }
  }

  /** Adds a word; the first polarity given to a word stays. */
  add(hash: number, polarity: number): void {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = mixed >>> 16;
    const print = mixed & 0x7ff;
    for (;;) {
      const cell = this.cells[slot]!;
      if (cell === 0) break;
      if (cell >>> 5 === print) return;
      slot = (slot + 1) & 0xffff;
    }
    this.cells[slot] = (print << 5) | Math.max(1, Math.min(31, Math.round(polarity * 15) + 16));
  }
}

/** Salt that keeps stems apart from whole words in one table. */
export const stemSalt = 0x5bd1e995;
