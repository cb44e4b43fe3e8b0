import type { Pane } from './pane-record.ts';

/**
 * MemberPanes tells members of the live panes of a series apart, exactly up to a limit. Each pane lists the members that were not yet in it or a newer one; in memory every member
 * points to the newest pane that lists it, so a signal and the expiry of a pane cost constant time per member.
 */
export class MemberPanes {
  readonly #definition: string;
  readonly #limit: number;
  readonly #panes: readonly Pane[];
  readonly #newest = new Map<string, number>();

  constructor(definition: string, limit: number, panes: readonly Pane[]) {
    this.#definition = definition;
    this.#limit = limit;
    this.#panes = panes;
    this.rebuild();
  }

  get size(): number {
    return this.#newest.size;
  }

  get members(): IterableIterator<string> {
    return this.#newest.keys();
  }

  has(member: string): boolean {
    return this.#newest.has(member);
  }

  /** The members, those of the newest panes last. Built when asked for, because a rule asks only when it fires. */
  list(): readonly string[] {
    const members: string[] = [];
    for (const pane of this.#panes) {
      for (const member of listed(pane, this.#definition)) if (this.#newest.get(member) === pane.number) members.push(member);
    }
    return members;
  }

  /** Lists a member in a live pane: `known` when nothing had to be written for it, `full` when there is no room for a new one. */
  add(pane: Pane, member: string): 'new' | 'moved' | 'known' | 'full' {
    const known = this.#newest.get(member);
    // A member of this or a newer pane outlives this pane anyway.
    if (known !== undefined && known >= pane.number) return 'known';
    if (known === undefined && this.#newest.size >= this.#limit) return 'full';
    push(pane, this.#definition, member);
    this.#newest.set(member, pane.number);
    return known === undefined ? 'new' : 'moved';
  }

  /** Lists a member in a pane that is not live (of a session that ended), once a record. Returns whether it did. */
  addApart(pane: Pane, member: string): boolean {
    if (listed(pane, this.#definition).includes(member)) return false;
    push(pane, this.#definition, member);
    return true;
  }

  expired(pane: Pane): void {
    for (const member of listed(pane, this.#definition)) if (this.#newest.get(member) === pane.number) this.#newest.delete(member);
  }

  /** Reads the live panes anew. Should they list more members than the limit, all of them are known. */
  rebuild(): void {
    this.#newest.clear();
    for (const pane of this.#panes) for (const member of listed(pane, this.#definition)) this.#newest.set(member, pane.number);
  }
}

const nobody: readonly string[] = [];

function listed(pane: Pane, definition: string): readonly string[] {
  const cell = pane.record[definition];
  return Array.isArray(cell) ? (cell as string[]) : nobody;
}

function push(pane: Pane, definition: string, member: string): void {
  const cell = pane.record[definition];
  if (Array.isArray(cell)) (cell as string[]).push(member);
  else pane.record[definition] = [member];
}
