import { digest64 } from '#kernel';

/**
 * DigestMemory remembers ids for a window of hours as 64-bit digests in one open-addressing table (two Uint32Arrays and the hour of each), about 20 bytes of process memory an id.
 * The same digests are appended to one log per hour in Redis, ten letters an id, from which a new owner reads them back. The log is ASCII, not binary, because a commit that carries a
 * single Buffer costs the Redis client a copy per argument; two bytes more an id are the cheaper price. With n remembered ids the chance that a new id is
 * taken for an old one is n / 2^64: below 10^-10 at a thousand million. The seeds are secret per deployment, so nobody can construct a collision.
 */
export class DigestMemory {
  readonly #hours: number;
  readonly #seeds: readonly [number, number];
  readonly #digest = new Uint32Array(2);
  #high = new Uint32Array(1 << 12);
  #low = new Uint32Array(1 << 12);
  /** Hour (since 1970) plus one of each slot; 0 is an empty slot. */
  #hour = new Uint32Array(1 << 12);
  #size = 0;
  #fresh: number[] = [];

  constructor(window: number, seeds: readonly [number, number]) {
    this.#hours = Math.ceil(window / 3_600_000);
    this.#seeds = seeds;
  }

  get size(): number {
    return this.#size;
  }

  /** Remembers (source, id) at a time (epoch ms); false when it is remembered already. */
  firstSeen(source: string, id: string, at: number): boolean {
    digest64(`${source}\n${id}`, this.#seeds[0], this.#seeds[1], this.#digest);
    const high = this.#digest[0]!;
    const low = this.#digest[1]!;
    const hour = Math.floor(at / 3_600_000);
    if (!this.#insert(high, low, hour)) return false;
    this.#fresh.push(hour, high, low);
    return true;
  }

  /** The digests remembered since the last call, by hour, as they stand in the log: ten characters of seven bits each, highest first. */
  takeFresh(): { hour: number; log: string }[] {
    if (this.#fresh.length === 0) return [];
    const byHour = new Map<number, number[]>();
    for (let index = 0; index < this.#fresh.length; index += 3) {
      const hour = this.#fresh[index]!;
      let list = byHour.get(hour);
      if (!list) byHour.set(hour, (list = []));
      list.push(this.#fresh[index + 1]!, this.#fresh[index + 2]!);
    }
    this.#fresh = [];
    return [...byHour].map(([hour, halves]) => {
      let log = '';
      for (let index = 0; index < halves.length; index += 2) log += letters(halves[index]!, halves[index + 1]!);
      return { hour, log };
    });
  }

  /** Forgets which digests are new: for replays of history, which write no log. */
  dropFresh(): void {
    this.#fresh = [];
  }

  /** Reads one hour's log back. A torn tail (fewer than ten characters) is ignored. */
  load(hour: number, log: string): void {
    for (let at = 0; at + LETTERS <= log.length; at += LETTERS) {
      let high = 0;
      let low = 0;
      // 64 bits lie in 70: four characters and four bits of the fifth are the high half.
      for (let letter = 0; letter < 4; letter++) high = high * 128 + log.charCodeAt(at + letter);
      const middle = log.charCodeAt(at + 4);
      high = high * 16 + (middle >> 3);
      low = middle & 7;
      for (let letter = 5; letter < 9; letter++) low = low * 128 + log.charCodeAt(at + letter);
      low = low * 2 + log.charCodeAt(at + 9);
      this.#insert(high >>> 0, low >>> 0, hour);
    }
  }

  /** Hours since 1970 that are still remembered at a time. */
  liveHours(at: number): number[] {
    const newest = Math.floor(at / 3_600_000);
    return Array.from({ length: this.#hours + 1 }, (_, index) => newest - this.#hours + index);
  }

  #insert(high: number, low: number, hour: number): boolean {
    const mask = this.#high.length - 1;
    let slot = (high ^ low) & mask;
    while (this.#hour[slot] !== 0) {
      if (this.#high[slot] === high && this.#low[slot] === low) {
        // Forgotten hours stay in the table until it is rebuilt: meeting one again counts as new.
        if (this.#hour[slot]! - 1 >= hour - this.#hours) return false;
        this.#hour[slot] = hour + 1;
        return true;
      }
      slot = (slot + 1) & mask;
    }
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#hour[slot] = hour + 1;
    this.#size++;
    if (this.#size * 2 > this.#high.length) this.#rebuild(hour);
    return true;
  }

  /** Drops what lies outside the window and doubles the table when it is still more than a third full. */
  #rebuild(hour: number): void {
    const oldest = hour - this.#hours;
    const high = this.#high;
    const low = this.#low;
    const hours = this.#hour;
    let live = 0;
    for (const one of hours) if (one !== 0 && one - 1 >= oldest) live++;
    let length = high.length;
    while (live * 3 > length) length *= 2;
    this.#high = new Uint32Array(length);
    this.#low = new Uint32Array(length);
    this.#hour = new Uint32Array(length);
    this.#size = live;
    const mask = length - 1;
    for (let index = 0; index < high.length; index++) {
      const stamp = hours[index]!;
      if (stamp === 0 || stamp - 1 < oldest) continue;
      let slot = (high[index]! ^ low[index]!) & mask;
      while (this.#hour[slot] !== 0) slot = (slot + 1) & mask;
      this.#high[slot] = high[index]!;
      this.#low[slot] = low[index]!;
      this.#hour[slot] = stamp;
    }
  }
}

/** Characters of a digest in the log. */
const LETTERS = 10;

function letters(high: number, low: number): string {
  return String.fromCharCode(
    high >>> 25,
    (high >>> 18) & 127,
    (high >>> 11) & 127,
    (high >>> 4) & 127,
    ((high & 15) << 3) | (low >>> 29),
    (low >>> 22) & 127,
    (low >>> 15) & 127,
    (low >>> 8) & 127,
    (low >>> 1) & 127,
    low & 1,
  );
}
