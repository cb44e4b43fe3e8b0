import { quietUntil, type QuietHours } from '#guard';
import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import { addressed } from './addressed.ts';
import type { Delivery, Stage } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import { giveUp } from './give-up.ts';
import { waitUntil } from './retry-schedule.ts';

/**
 * Lets nobody be disturbed in quiet hours: the action waits for their end, or is given up. With several quiet hours all must be over; one that drops goes before one that delays.
 * In `zone: contact` an action for one person goes by that person's clock; an audience cannot wait for each of its members, so it goes by the zone the guard names otherwise.
 */
export function quietStage(deployment: DeploymentGuards, clock: Clock, observe: Observe): Stage {
  return async (delivery) => {
    const { intent, entry } = delivery;
    const guards = [deployment.quietHours, intent.guards?.quietHours].filter((one) => one !== undefined);
    if (guards.length === 0 || addressed(delivery).length === 0) return delivery;
    const now = clock.now();
    let until = 0;
    for (const hours of guards) {
      const zone = zoneOf(hours, delivery);
      const end = quietUntil(hours, zone, now);
      if (end === undefined) continue;
      if (hours.do === 'drop') return giveUp(delivery, 'quiet-hours', `quiet hours from ${hours.from} to ${hours.to}, ${zone}`);
      until = Math.max(until, end);
    }
    if (until === 0) return delivery;
    observe({ kind: 'guard.acted', guard: 'quiet-hours', rule: intent.rule, effect: 'delayed' });
    return { ...delivery, outcome: waitUntil(entry, 'quiet hours', until, now) };
  };
}

function zoneOf({ zone, otherwise = 'UTC' }: QuietHours, { intent, records }: Delivery): string {
  if (zone !== 'contact') return zone;
  const own = intent.members === undefined && intent.contact !== undefined ? records.get(intent.contact)?.zone?.name : undefined;
  return own ?? otherwise;
}
