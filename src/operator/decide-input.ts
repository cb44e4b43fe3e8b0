import type { RunNews, Signal } from '#rule';
import type { Timer } from '#state';

/** What the decide lane works on: the signals of one rule and key that came together (oldest first), a timer that is due, or news of a run. */
export type DecideInput =
  | { readonly kind: 'signals'; readonly rule: string; readonly key: string; readonly signals: readonly Signal[]; decisions?: Decision[] }
  | { readonly kind: 'timer'; readonly timer: Timer; decisions?: Decision[] }
  | {
      readonly kind: 'news';
      readonly rule: string;
      readonly key: string;
      readonly at: number;
      readonly news: RunNews;
      decisions?: Decision[];
    };

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
  readonly measures: { readonly [name: string]: { readonly value: number | null; readonly members?: readonly string[] } };
}
