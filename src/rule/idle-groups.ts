import type { KeyedState } from '#state';

/** What may be forgotten when its time is over: a group, a sequence. */
export interface Forgettable {
  /** Business time from which on nothing of it can matter any more, should nothing touch it until then. */
  readonly keptUntil: number;
  /** Who waits for that time already. */
  noted?: object | undefined;
  /** Drops what it wrote. */
  forget(state: KeyedState): void;
}

/** Milliseconds of one step: groups due within the same step are forgotten together. */
const step = 60_000;
/** Most groups waited for; of more, what they wrote goes with the state generation, later. */
const mostGroups = 200_000;

/**
 * IdleGroups forgets groups that nothing touched for their longest window. It is housekeeping of one owner's memory and needs no durable timers: a memory that is over is
 * begun anew whether its record is still there or not, and records that an owner did not live to delete go with the state generation.
 */
export class IdleGroups {
  readonly #due = new Map<number, Forgettable[]>();
  #count = 0;
  /** The last step that was looked at. */
  #done: number | undefined;

  /** Notes a group that was just saved. */
  note(group: Forgettable): void {
    if (group.noted === this || this.#count >= mostGroups) return;
    group.noted = this;
    this.#count++;
    const at = Math.floor(group.keptUntil / step) + 1;
    const others = this.#due.get(at);
    if (others) others.push(group);
    else this.#due.set(at, [group]);
  }

  /** Forgets the groups whose time is over at business time `now`; their records are deleted with the batch. */
  sweep(state: KeyedState, now: number): void {
    const at = Math.floor(now / step);
    if (at === this.#done) return;
    this.#done = at;
    for (const [due, groups] of this.#due) {
      if (due > at) continue;
      this.#due.delete(due);
      for (const group of groups) {
        group.noted = undefined;
        this.#count--;
        if (group.keptUntil > now) this.note(group);
        else group.forget(state);
      }
    }
  }
}
