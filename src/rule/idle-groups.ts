import type { KeyedState } from '#state';

/** What may be forgotten when its time is over: a group, a sequence. */
export interface Forgettable {
  /** Those of one kin share a bound: the groups of a rule, the sequences of a rule. */
  readonly kin: string;
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
/** Groups that a partition remembers of a rule, when the rule says nothing of that. */
export const defaultMaxGroups = 100_000;

/**
 * IdleGroups forgets groups that nothing touched for their longest window. It is housekeeping of one owner's memory and needs no durable timers: a memory that is over is
 * begun anew whether its record is still there or not, and records that an owner did not live to delete go with the state generation. It also holds each rule to a number of groups: those of this owner's
 * tenure are counted.
 */
export class IdleGroups {
  readonly #due = new Map<number, Forgettable[]>();
  /** By kin, those that were silent for long first. */
  readonly #order = new Map<string, Set<Forgettable>>();
  /** Forgotten before their time; what is due for them means nothing any more. */
  readonly #gone = new WeakSet<Forgettable>();
  #count = 0;
  /** The last step that was looked at. */
  #done: number | undefined;

  /** Notes a group that was just saved. When its kin are more than `most` now, the one that was silent longest is answered: it is to be forgotten. */
  note(group: Forgettable, most: number = defaultMaxGroups): Forgettable | undefined {
    this.#await(group);
    let kin = this.#order.get(group.kin);
    if (kin === undefined) this.#order.set(group.kin, (kin = new Set()));
    // Who was silent longer is asked for only where there are many: it costs something to keep in order.
    if (kin.size * 2 > most) kin.delete(group);
    kin.add(group);
    if (kin.size <= most) return undefined;
    const [oldest] = kin;
    kin.delete(oldest!);
    this.#gone.add(oldest!);
    return oldest;
  }

  #await(group: Forgettable): void {
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
        if (this.#gone.delete(group)) continue;
        if (group.keptUntil > now) this.#await(group);
        else {
          group.forget(state);
          const kin = this.#order.get(group.kin);
          kin?.delete(group);
          if (kin?.size === 0) this.#order.delete(group.kin);
        }
      }
    }
  }
}
