import { MemberPanes } from './member-panes.ts';
import type { Pane } from './pane-record.ts';
import type { MeasureInputValue, Tally } from './tally.ts';

/** The most members one measure of one group remembers having seen, by their digests. */
export const seenLimit = 50_000;

/**
 * FirstSeenTally says of the newest signal whether its member was seen for the first time within the live panes. It remembers digests of 48 bits: among fifty thousand of them a new
 * member is taken for an old one in one case of five thousand million. When it is full it has no value for a member it does not know: it cannot tell.
 */
export class FirstSeenTally implements Tally {
  readonly definition: string;
  readonly #members: MemberPanes;
  #first: boolean | null = null;
  #full = false;

  constructor(definition: string, panes: readonly Pane[]) {
    this.definition = definition;
    this.#members = new MemberPanes(definition, seenLimit, panes);
  }

  /** Whether the newest signal's member is new; null when the signal has none, or when there was no room to remember it. */
  get value(): boolean | null {
    return this.#first;
  }

  get lack(): 'memory-full' | undefined {
    return this.#full ? 'memory-full' : undefined;
  }

  takes(input: MeasureInputValue): boolean {
    return typeof input === 'string';
  }

  passed(): void {
    this.#first = null;
    this.#full = false;
  }

  add(pane: Pane, input: number | string, live: boolean): boolean {
    if (!live) {
      this.passed();
      return this.#members.addApart(pane, input as string);
    }
    const listed = this.#members.add(pane, input as string);
    this.#full = listed === 'full';
    this.#first = this.#full ? null : listed === 'new';
    return listed === 'new' || listed === 'moved';
  }

  paneOpened(): void {}

  paneExpired(pane: Pane): void {
    this.#members.expired(pane);
  }

  rebuild(all: boolean): void {
    if (all) this.#members.rebuild();
  }
}
