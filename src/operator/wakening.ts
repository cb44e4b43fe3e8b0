import type { Timer } from '#state';
import type { OperatorContext } from './operator-context.ts';

/**
 * Wakening is what an operator of the enrich lane does when a timer of its own is due. It runs before the events of its batch, in the same commit. It may say events and change state, contacts and timers; it
 * gives no signals, because receivers know a lane's signals by the entry they stem from and a timer has none: what rules should hear is said as an event.
 */
export interface Wakening {
  /** The purpose its timers are set with; no other operator's. */
  readonly purpose: string;
  /** State fields it may read for this timer; called again after those are loaded, until it asks for nothing new. */
  reads?(timer: Timer, context: OperatorContext): readonly string[];
  /** The contact whose record it may read for this timer. */
  contact?(timer: Timer): string | undefined;
  wake(timer: Timer, context: OperatorContext): void;
}
