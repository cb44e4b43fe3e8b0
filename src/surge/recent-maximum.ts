/** How many parts the time looked back on is cut into: the maximum of each is all that is remembered of it. */
const PARTS = 8;

/** RecentMaximum tells whether a number is greater than all of about the last `rows`, in constant state: the maxima of eight parts of that time and of the part under way. */
export class RecentMaximum {
  readonly #length: number;
  readonly #parts: number[];
  #rows: number;

  constructor(rows: number, record: readonly number[] = []) {
    this.#length = Math.max(1, Math.round(rows / PARTS));
    this.#rows = record[0] ?? 0;
    this.#parts = Array.from({ length: PARTS + 1 }, (_, at) => record[at + 1] ?? 0);
  }

  /** Takes a number in; true when it is greater than all that are remembered. */
  take(value: number): boolean {
    let greatest = 0;
    for (const part of this.#parts) if (part > greatest) greatest = part;
    const part = Math.floor(this.#rows / this.#length) % this.#parts.length;
    if (this.#rows % this.#length === 0) this.#parts[part] = value;
    else if (value > this.#parts[part]!) this.#parts[part] = value;
    this.#rows += 1;
    return value > greatest;
  }

  get record(): readonly number[] {
    return [this.#rows, ...this.#parts];
  }
}
