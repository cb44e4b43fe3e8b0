import type { MeasureValue } from './measure-value.ts';
import type { Pane } from './pane-record.ts';

/** The most members one measure of one group remembers; beyond it new ones are not added. */
export const memberLimit = 10_000;

/**
 * DistinctTally counts different members over the live panes of a series, exactly up to `memberLimit`. Each pane lists the members first seen in it; in memory every member
 * points to the newest pane that lists it, so a signal and the expiry of a pane cost constant time per member. All it knows follows from the panes, so a restart changes nothing.
 */
export class DistinctTally implements MeasureValue {
  readonly definition: string;
  readonly #panes: readonly Pane[];
  readonly #newest = new Map<string, number>();

  constructor(definition: string, panes: readonly Pane[]) {
    this.definition = definition;
    this.#panes = panes;
    for (const pane of panes) for (const member of membersOf(pane, definition)) this.#newest.set(member, pane.number);
  }

  get value(): number {
    return this.#newest.size;
  }

  /** The members, those of the newest panes last. Built when asked for, because a rule asks only when it fires. */
  get members(): readonly string[] {
    const members: string[] = [];
    for (const pane of this.#panes) {
      for (const member of membersOf(pane, this.definition)) if (this.#newest.get(member) === pane.number) members.push(member);
    }
    return members;
  }

  /** True when the limit is reached: the value then says "at least". */
  get full(): boolean {
    return this.#newest.size >= memberLimit;
  }

  takes(input: number | string | null): boolean {
    return typeof input === 'string';
  }

  /** Adds a member to a pane of the series. Returns whether the pane's record changed. */
  add(pane: Pane, input: number | string): boolean {
    const member = input as string;
    const known = this.#newest.get(member);
    // A member of this or a newer pane outlives this pane anyway.
    if (known !== undefined && known >= pane.number) return false;
    if (known === undefined && this.full) return false;
    const cell = pane.record[this.definition];
    if (Array.isArray(cell)) (cell as string[]).push(member);
    else pane.record[this.definition] = [member];
    this.#newest.set(member, pane.number);
    return true;
  }

  panesChanged(): void {}

  paneExpired(pane: Pane): void {
    for (const member of membersOf(pane, this.definition)) if (this.#newest.get(member) === pane.number) this.#newest.delete(member);
  }
}

const nobody: readonly string[] = [];

function membersOf(pane: Pane, definition: string): readonly string[] {
  const cell = pane.record[definition];
  return Array.isArray(cell) ? (cell as string[]) : nobody;
}
