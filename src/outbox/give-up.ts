import type { Delivery } from './delivery.ts';
import type { Guard } from './guard.ts';

/** The delivery, given up by a guard, with why in words. */
export function giveUp(delivery: Delivery, guard: Guard, reason: string): Delivery {
  return { ...delivery, outcome: { fate: 'suppressed', attempts: delivery.entry.attempts, guard, reason } };
}
