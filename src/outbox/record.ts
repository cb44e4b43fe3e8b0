import { fullJitter, type Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { Stage } from './delivery.ts';
import type { Outbox } from './outbox.ts';

const TRIES = 5;

/**
 * The stage that writes the outcome down. It tries a few times, because an effect that is sent but not recorded is sent again;
 * then it throws and the entry stays unsettled. A second write of the same outcome changes nothing.
 */
export function record(outbox: Outbox, clock: Clock, random: () => number, observe: Observe): Stage {
  return async (delivery, signal) => {
    const { entry, intent, account, outcome } = delivery;
    if (outcome === undefined) throw new TypeError(`no stage decided about ${intent.key}`);
    let settled = false;
    for (let attempt = 0; ; attempt++) {
      try {
        settled = await outbox.settle(entry, outcome);
        break;
      } catch (error) {
        if (attempt + 1 >= TRIES || signal.aborted) throw error;
        await clock.sleep(fullJitter(attempt, 100, 1_000, random), signal);
      }
    }
    if (settled && outcome.fate !== 'retryLater') {
      const guard = outcome.fate === 'suppressed' ? { guard: outcome.guard } : {};
      const { fate, attempts } = outcome;
      observe({ kind: 'intent.settled', account: account.name, operation: intent.operation, fate, attempts, ...guard });
      if (fate === 'dead') observe({ kind: 'dead-letter.kept', stage: 'deliver', by: account.name, code: outcome.code, count: 1 });
    }
    return delivery;
  };
}
