import type { RunNews, Scope, Signal } from '#rule';
import type { Timer } from '#state';
import type { MeasureValue } from '#window';

/** What the decide lane works on: the signals of one rule and key that came together (oldest first), a timer that is due, or news of a run. */
export type DecideInput =
  | {
      readonly kind: 'signals';
      readonly rule: string;
      readonly key: string;
      readonly signals: readonly Signal[];
      decisions?: Decision[];
      resolutions?: Resolution[];
    }
  | { readonly kind: 'timer'; readonly timer: Timer; decisions?: Decision[]; resolutions?: Resolution[] }
  | {
      readonly kind: 'news';
      readonly rule: string;
      readonly key: string;
      readonly at: number;
      readonly news: RunNews;
      decisions?: Decision[];
    };

/** Resolution says that what made a rule fire is over for a key, and why. `signal` is the one that showed it, absent when a timer did. */
export interface Resolution {
  readonly rule: string;
  readonly key: string;
  readonly at: number;
  readonly because: string;
  readonly signal?: Signal;
}

/** Decision is what a rule said of a group, and why. `fire` names it: rule, version, key and the signal that made it true. */
export interface Decision {
  readonly rule: string;
  readonly version: string;
  readonly key: string;
  readonly fire: string;
  readonly at: number;
  readonly because: string;
  readonly mode: 'active' | 'shadow';
  readonly signal: Signal;
  /** The signal that brought the decision up, when that is another one: a sequence may be complete only when a later event puts its own in order. */
  readonly cause?: Signal;
  /** The events that filled the steps of a sequence. */
  readonly match?: Scope['match'];
  readonly measures: { readonly [name: string]: MeasureValue };
}
