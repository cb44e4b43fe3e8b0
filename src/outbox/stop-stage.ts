import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { Stage } from './delivery.ts';
import type { KillSwitch } from './kill-switch.ts';
import { waitUntil } from './retry-schedule.ts';

/** How long a stopped action is set aside before it asks again, milliseconds; spread, so that many do not come back at once. */
const REST = 10_000;

/** Lets nothing out while a kill switch is on. Nothing is given up for it: whoever turns it off wants the actions, or withdraws them himself. */
export function stopStage(killSwitch: KillSwitch, clock: Clock, random: () => number, observe: Observe): Stage {
  return async (delivery) => {
    const { entry, intent, account } = delivery;
    const stop = killSwitch.stops(account);
    if (stop === undefined) return delivery;
    observe({ kind: 'guard.acted', guard: 'kill-switch', rule: intent.rule, effect: 'delayed' });
    const now = clock.now();
    return { ...delivery, outcome: waitUntil(entry, `the kill switch is on: ${stop.why}`, now + REST + Math.floor(random() * REST), now) };
  };
}
