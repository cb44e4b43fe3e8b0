import type { Json } from '#kernel';
import type { FiringPlan } from './firing-plan.ts';

/** The condition has held since a time; the name of the event it began with, and the newest event that showed it. */
export type Holding = readonly [
  since: number,
  name: string,
  group: { readonly [name: string]: string },
  event: { readonly [name: string]: Json },
];

/** What is remembered of a key's firing. All times are event time, epoch milliseconds. */
export interface GateRecord {
  hold?: Holding;
  /** The fire that lasts: when it was, its name, when its condition was last seen true, and the event that was so. */
  firing?: readonly [
    at: number,
    fire: string,
    last: number,
    event: { readonly [name: string]: Json },
    group: { readonly [name: string]: string },
  ];
  /** Times of the fires within the period of `max_fires`. */
  fires?: number[];
  /** Other rules' fires that hold this one back, by rule and key: when that was said, and until when it holds (-1: it is over, 0: until it is said to be over). */
  held?: { [inhibitor: string]: readonly [at: number, until: number] };
  /** Newest event time heard of while the fire lasts. */
  heard?: number;
  /** Business time of the timer that is set. */
  wake?: number;
}

/** Whether a true condition fires, and if not, why not. */
export type Verdict = 'fire' | 'pending' | 'still-firing' | 'inhibited' | 'max-fires' | 'cooldown';

/** Most other fires that may hold a key back at a time, and how long one does of which nothing more is heard. */
const mostHeld = 20;
const longestHeld = 30 * 86_400_000;

/**
 * FireGate is the flow control of one rule and key: it holds a fire back until its condition has held for long enough, while the rule still fires, while another rule inhibits it, when it
 * fired too often, while it cools down. It is pure: what it knows lies in the record it is made with, which it changes in place, and time is told.
 */
export class FireGate {
  readonly record: GateRecord;
  readonly #plan: FiringPlan;

  constructor(plan: FiringPlan, record: GateRecord) {
    this.#plan = plan;
    this.record = record;
  }

  /** The condition is true at `at`; `name` is the event that showed it. Nothing is a fire until `fire` is called. */
  judge(at: number, name: string, group: Holding[2], event: Holding[3], cooling: boolean): Verdict {
    const { record } = this;
    const { holdFor, maxFires } = this.#plan;
    if (record.firing !== undefined) {
      const [since, fire, last] = record.firing;
      record.firing = [since, fire, Math.max(last, at), event, group];
      return 'still-firing';
    }
    if (holdFor > 0) {
      record.hold = record.hold === undefined ? [at, name, group, event] : [record.hold[0], record.hold[1], group, event];
      if (at - record.hold[0] < holdFor) return 'pending';
    }
    if (this.inhibited(at)) return 'inhibited';
    if (maxFires !== undefined && this.#firesSince(at - maxFires.per).length >= maxFires.n) return 'max-fires';
    return cooling ? 'cooldown' : 'fire';
  }

  /** The condition is not true: what was pending begins anew. */
  untrue(): void {
    delete this.record.hold;
  }

  /** The rule fired at `at` under the name `fire`. */
  fire(at: number, fire: string, group: Holding[2], event: Holding[3]): void {
    const { record } = this;
    const { maxFires, resolves } = this.#plan;
    delete record.hold;
    if (maxFires !== undefined) record.fires = [...this.#firesSince(at - maxFires.per), at];
    if (resolves) record.firing = [at, fire, at, event, group];
  }

  /** Ends the fire that lasts, and gives its name; undefined when none lasts or it began after `at`. */
  resolve(at: number): string | undefined {
    const { firing } = this.record;
    if (firing === undefined || at < firing[0]) return undefined;
    delete this.record.firing;
    delete this.record.heard;
    return firing[1];
  }

  /** Another rule said that it fires (until a time, or 0 for until it says more) or, with -1, that its fire is over. What is older than what was said before is passed by. */
  hold(inhibitor: string, at: number, until: number): void {
    const held = this.record.held ?? {};
    const known = held[inhibitor];
    if (known !== undefined && known[0] > at) return;
    const rest = Object.entries(held).filter(([name, entry]) => name !== inhibitor && this.#lasts(entry, at));
    while (rest.length >= mostHeld) rest.splice(rest.indexOf(rest.reduce((a, b) => (a[1][0] <= b[1][0] ? a : b))), 1);
    this.record.held = Object.fromEntries([...rest, [inhibitor, [at, until] as const]]);
  }

  /** Whether another rule's fire holds this one back at `at`. */
  inhibited(at: number): boolean {
    if (!this.#plan.inhibited || this.record.held === undefined) return false;
    return Object.values(this.record.held).some((entry) => entry[1] >= 0 && this.#lasts(entry, at));
  }

  /** Event time at which the condition has held for long enough, or the fire has gone without it for long enough; undefined when neither is to come. */
  due(at: number): number | undefined {
    const { hold, firing } = this.record;
    const { holdFor, resolveAfter } = this.#plan;
    if (firing !== undefined) return resolveAfter === undefined ? undefined : firing[2] + resolveAfter;
    // What was held back by something else when its time had come waits for the next event.
    return hold === undefined || holdFor === 0 || hold[0] + holdFor <= at ? undefined : hold[0] + holdFor;
  }

  /** Milliseconds from now for which something that is remembered may still matter. */
  get span(): number {
    const { hold, firing, fires, held } = this.record;
    const { holdFor, maxFires, resolveAfter = longestHeld } = this.#plan;
    const open = held !== undefined && Object.values(held).some(([, until]) => until >= 0);
    return Math.max(
      hold === undefined ? 0 : holdFor,
      firing === undefined ? 0 : resolveAfter,
      fires === undefined ? 0 : (maxFires?.per ?? 0),
      open ? longestHeld : 0,
    );
  }

  #firesSince(time: number): number[] {
    return (this.record.fires ?? []).filter((at) => at > time);
  }

  #lasts([said, until]: readonly [number, number], at: number): boolean {
    return until > 0 ? at < until : at < said + longestHeld;
  }
}
