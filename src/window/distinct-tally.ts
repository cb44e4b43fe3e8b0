import { estimateDistinct } from './estimate-distinct.ts';
import { MemberPanes } from './member-panes.ts';
import type { Pane } from './pane-record.ts';
import { emptyRegisters, highestRank, placeOf, raised, rankAt, registerCount } from './register-text.ts';
import type { MeasureInputValue, Tally } from './tally.ts';

/** The most members one measure of one group lists. Beyond it new ones are only estimated. */
export const memberLimit = 10_000;

/** The registers of all live panes and members, and how many hold each rank. */
interface Merged {
  readonly ranks: Uint8Array;
  readonly histogram: Int32Array;
}

/**
 * DistinctTally counts different members over the live panes of a series, exactly up to `memberLimit`. Members beyond it go into the HyperLogLog of their pane; while a live pane has
 * one, the value is the estimate over it and all listed members, and says that it is approximate. When the crowded panes have left, the count is exact again.
 */
export class DistinctTally implements Tally {
  readonly definition: string;
  readonly #panes: readonly Pane[];
  readonly #members: MemberPanes;
  readonly #registers: string;
  /** Live panes' records with registers. */
  #crowded = 0;
  /** Undefined while it is not needed, or must be made anew. */
  #merged: Merged | undefined;

  constructor(definition: string, panes: readonly Pane[]) {
    this.definition = definition;
    this.#registers = `${definition}~`;
    this.#panes = panes;
    this.#members = new MemberPanes(definition, memberLimit, panes);
    this.#count();
  }

  get value(): number {
    if (this.#crowded === 0) return this.#members.size;
    this.#merged ??= this.#merge();
    return Math.max(this.#members.size, Math.round(estimateDistinct(this.#merged.histogram)));
  }

  /** The members that are listed, at most `memberLimit`, those of the newest panes last. */
  get members(): readonly string[] {
    return this.#members.list();
  }

  get approximate(): boolean {
    return this.#crowded > 0;
  }

  takes(input: MeasureInputValue): boolean {
    return typeof input === 'string';
  }

  add(pane: Pane, input: number | string, live: boolean): boolean {
    const member = input as string;
    if (!live) return this.#members.addApart(pane, member);
    const listed = this.#members.add(pane, member);
    if (listed === 'new' && this.#merged) raise(this.#merged, placeOf(member));
    return listed === 'full' ? this.#estimate(pane, member) : listed !== 'known';
  }

  paneOpened(): void {}

  paneExpired(pane: Pane): void {
    this.#members.expired(pane);
  }

  rebuild(all: boolean): void {
    if (all) this.#members.rebuild();
    this.#count();
  }

  /** Puts a member that is not listed into the registers of a pane. */
  #estimate(pane: Pane, member: string): boolean {
    const known = pane.record[this.#registers];
    const registers = typeof known === 'string' ? known : emptyRegisters;
    const place = placeOf(member);
    const register = place % registerCount;
    const rank = (place - register) / registerCount;
    if (rankAt(registers, register) >= rank) return false;
    pane.record[this.#registers] = raised(registers, register, rank);
    if (typeof known !== 'string') this.#crowded += 1;
    if (this.#merged) raise(this.#merged, place);
    return true;
  }

  #count(): void {
    this.#merged = undefined;
    this.#crowded = 0;
    for (const pane of this.#panes) if (pane.record[this.#registers] !== undefined) this.#crowded += 1;
  }

  #merge(): Merged {
    const merged = { ranks: new Uint8Array(registerCount), histogram: new Int32Array(highestRank + 1) };
    merged.histogram[0] = registerCount;
    for (const pane of this.#panes) {
      const registers = pane.record[this.#registers];
      if (typeof registers !== 'string') continue;
      for (let register = 0; register < registerCount; register++) raise(merged, rankAt(registers, register) * registerCount + register);
    }
    for (const member of this.#members.members) raise(merged, placeOf(member));
    return merged;
  }
}

function raise({ ranks, histogram }: Merged, place: number): void {
  const register = place % registerCount;
  const rank = (place - register) / registerCount;
  const before = ranks[register]!;
  if (before >= rank) return;
  ranks[register] = rank;
  histogram[before]! -= 1;
  histogram[rank]! += 1;
}
