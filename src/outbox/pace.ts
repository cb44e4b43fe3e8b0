import { fullJitter, type Clock } from '#kernel';
import type { DeliverSettings } from './deliver-settings.ts';
import type { Stage } from './delivery.ts';
import type { Pacer } from './pacer.ts';
import { setAside } from './retry-schedule.ts';

/** The stage that waits for the account's turn. A short wait is spent here; a long one is spent in the retry set, where it holds nobody up and survives the process. */
export function pace(pacer: Pacer, clock: Clock, random: () => number, settings: Pick<DeliverSettings, 'paceWait' | 'maxAge'>): Stage {
  return async (delivery, signal) => {
    const wait = await pacer.reserve(delivery.account.name, delivery.account.perSecond, settings.paceWait);
    if (wait < 0) {
      const later = -wait + fullJitter(0, settings.paceWait, settings.paceWait, random);
      return { ...delivery, outcome: setAside(delivery.entry, 'the account is at its rate limit', later, clock.now(), settings) };
    }
    if (wait > 0) await clock.sleep(wait, signal);
    return delivery;
  };
}
