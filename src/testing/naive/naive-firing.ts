import { countedInWindow, type ToldInput } from './naive-measure.ts';

/** What stands between a condition and a fire; times are milliseconds. The condition is a number of events in a sliding window, at least `least`. */
export interface Firing {
  readonly window: number;
  readonly pane: number;
  readonly least: number;
  /** The condition also asks that the event itself is a good one. */
  readonly asksEvent: boolean;
  readonly holdFor?: number;
  /** The fire is over when fewer than so many events are in the window, or when an event says so. */
  readonly resolveBelow?: number;
  readonly resolveOn?: boolean;
  readonly resolveAfter?: number;
  readonly cooldown?: number;
  readonly maxFires?: { readonly n: number; readonly per: number };
}

/** What a rule says of one key. */
export interface Said {
  readonly what: 'fired' | 'resolved';
  readonly at: number;
}

const minute = 60_000;
const never = Number.MIN_SAFE_INTEGER;
const month = 30 * 24 * 60 * minute;

/**
 * A naive reading of flow control on one key. Every question is answered from the list of all events the key was told; time is let pass to whatever moment comes next that the language
 * speaks of. `measured` is false for a rule that decides on the event alone.
 */
export class NaiveFiring {
  readonly said: Said[] = [];
  readonly suppressed = new Map<string, number>();
  readonly #rule: Firing;
  readonly #measured: boolean;
  #told: ToldInput[] = [];
  /** Event time that the key has come to, and when it was last touched. */
  #end = never;
  #touched = never;
  #holding: number | undefined;
  #firing: { at: number; last: number; heard: number } | undefined;
  #fires: number[] = [];
  #silentUntil = never;
  #inhibitors = new Map<string, { readonly at: number; readonly until: number | 'over' | 'open' }>();

  constructor(rule: Firing, measured = true) {
    this.#rule = rule;
    this.#measured = measured;
  }

  /** Lets business time pass: whatever time alone brings about happens, in its order. */
  passTo(now: number): void {
    for (let due = this.#due(); due !== undefined && due <= now; due = this.#due()) {
      this.#end = Math.max(this.#end, due);
      this.#look(due);
      this.#touched = Math.max(due, this.#touched);
    }
  }

  /** An event that counts. */
  happen(at: number, received: number, good: boolean): void {
    this.#begin(received);
    if (this.#holding !== undefined && at > this.#end) {
      this.#end = at;
      if (!this.#enough()) this.#holding = undefined;
    }
    const end = Math.max(at, this.#end);
    const one = { at, end, value: 1 };
    if (this.#measured && countedInWindow(this.#rule, [one], end).length === 0) return this.#suppress('late');
    this.#end = end;
    this.#told.push(one);
    if (this.#firing) this.#firing.heard = end;
    if (this.#enough() && (good || !this.#rule.asksEvent)) this.#judge();
    else {
      this.#holding = undefined;
      if (this.#firing && this.#isBelow()) this.#resolve(end);
    }
  }

  /** An event that ends a fire. */
  over(at: number, received: number): void {
    this.#begin(received);
    if (this.#firing) this.#resolve(at);
  }

  /** Another rule said that it fires (until a time, or until it says more) or that its fire is over. */
  inhibit(name: string, at: number, received: number, until: number | 'over' | 'open'): void {
    this.#begin(received);
    const known = this.#inhibitors.get(name);
    if (known === undefined || known.at <= at) this.#inhibitors.set(name, { at, until });
  }

  /** A key that nothing touched for as long as anything of it matters is begun anew. */
  #begin(received: number): void {
    const { window, holdFor = 0, resolveAfter = month, maxFires } = this.#rule;
    const open = [...this.#inhibitors.values()].some((one) => one.until !== 'over');
    const span = Math.max(
      this.#measured ? window : 0,
      this.#holding === undefined ? 0 : holdFor,
      this.#firing ? resolveAfter : 0,
      this.#fires.length > 0 ? (maxFires?.per ?? 0) : 0,
      open ? month : 0,
    );
    const touched = this.#end + Math.max(1, Math.ceil((this.#touched - this.#end) / minute)) * minute;
    const due = this.#due();
    const kept = Math.max(touched + span, this.#silentUntil, due === undefined ? 0 : due + 10 * minute + 1);
    if (this.#touched !== never && received >= kept) {
      this.#told = [];
      this.#end = this.#silentUntil = never;
      this.#holding = this.#firing = undefined;
      this.#fires = [];
      this.#inhibitors.clear();
    }
    this.#touched = received;
  }

  #enough(): boolean {
    return !this.#measured || countedInWindow(this.#rule, this.#told, this.#end).length >= this.#rule.least;
  }

  #isBelow(): boolean {
    const { resolveBelow } = this.#rule;
    return resolveBelow !== undefined && countedInWindow(this.#rule, this.#told, this.#end).length < resolveBelow;
  }

  /** The condition is true at the time the key has come to. */
  #judge(): void {
    const { holdFor, maxFires, cooldown = 0, resolveBelow, resolveOn, resolveAfter } = this.#rule;
    const at = this.#end;
    if (this.#firing) {
      this.#firing.last = Math.max(this.#firing.last, at);
      return this.#suppress('still-firing');
    }
    if (holdFor !== undefined) {
      this.#holding ??= at;
      if (at < this.#holding + holdFor) return;
    }
    for (const { at: since, until } of this.#inhibitors.values()) {
      if (until === 'over') continue;
      if (at < (until === 'open' ? since + month : until)) return this.#suppress('inhibited');
    }
    if (maxFires && this.#fires.filter((one) => one > at - maxFires.per).length >= maxFires.n) return this.#suppress('max-fires');
    if (at < this.#silentUntil) return this.#suppress('cooldown');
    if (cooldown > 0) this.#silentUntil = at + cooldown;
    this.#holding = undefined;
    if (maxFires) this.#fires = [...this.#fires.filter((one) => one > at - maxFires.per), at];
    if (resolveBelow !== undefined || resolveOn === true || resolveAfter !== undefined) this.#firing = { at, last: at, heard: at };
    this.said.push({ what: 'fired', at });
  }

  #resolve(at: number): void {
    if (at < this.#firing!.at) return;
    this.#firing = undefined;
    this.said.push({ what: 'resolved', at });
  }

  /** The next moment at which something may come about without an event: a condition was held for long enough, a fire is looked at again, or it has gone without its condition for long enough. */
  #due(): number | undefined {
    const { holdFor = 0, resolveAfter, resolveBelow, window, pane } = this.#rule;
    if (this.#firing === undefined) {
      const due = this.#holding === undefined ? undefined : this.#holding + holdFor;
      return due !== undefined && due > this.#end ? due : undefined;
    }
    const over = resolveAfter === undefined ? Infinity : this.#firing.last + resolveAfter;
    // Looked at with every pane that leaves the window, until all have left.
    const step = Math.max(1_000, pane);
    const look = this.#end + step;
    const idle = resolveBelow === undefined || look > Math.max(this.#firing.last, this.#firing.heard) + window + 2 * step;
    const due = Math.min(over, idle ? Infinity : look);
    return due === Infinity ? undefined : due;
  }

  #look(at: number): void {
    const { resolveAfter } = this.#rule;
    if (this.#firing) {
      if (this.#measured && this.#enough()) this.#firing.last = Math.max(this.#firing.last, at);
      else if (this.#isBelow()) this.#resolve(at);
      else if (resolveAfter !== undefined && at >= this.#firing.last + resolveAfter) this.#resolve(at);
    } else if (this.#enough()) this.#judge();
    else this.#holding = undefined;
  }

  #suppress(reason: string): void {
    this.suppressed.set(reason, (this.suppressed.get(reason) ?? 0) + 1);
  }
}
