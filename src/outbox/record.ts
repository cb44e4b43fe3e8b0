import { fullJitter, type Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { Stage } from './delivery.ts';
import type { GuardStore } from './guard-store.ts';
import type { Outbox } from './outbox.ts';

const TRIES = 5;

/**
 * The stage that writes the outcome down. It tries a few times, because an effect that is sent but not recorded is sent again;
 * then it throws and the entry stays unsettled. A second write of the same outcome changes nothing.
 */
export function record(outbox: Outbox, guardStore: GuardStore, clock: Clock, random: () => number, observe: Observe): Stage {
  return async (delivery, signal) => {
    const { entry, intent, account, outcome } = delivery;
    if (outcome === undefined) throw new TypeError(`no stage decided about ${intent.key}`);
    // Before the outcome is written: a process that dies between the two sends again and books again. Only a first attempt is given back, because an earlier one may have been carried out.
    const refused =
      outcome.fate === 'dead' && outcome.code === 'refused-by-platform' && entry.attempts === 0 && (entry.deliveries ?? 1) === 1;
    let settled = false;
    for (let attempt = 0; ; attempt++) {
      try {
        if (refused && delivery.claim !== undefined) await guardStore.release(delivery.claim);
        settled = await outbox.settle(entry, outcome);
        break;
      } catch (error) {
        if (attempt + 1 >= TRIES || signal.aborted) throw error;
        await clock.sleep(fullJitter(attempt, 100, 1_000, random), signal);
      }
    }
    if (!settled || outcome.fate === 'retryLater') return delivery;
    const { rule } = intent;
    if (outcome.fate === 'held') {
      observe({ kind: 'guard.acted', guard: 'approval', rule, effect: 'held' });
      return delivery;
    }
    const guard = outcome.fate === 'suppressed' ? { guard: outcome.guard } : {};
    const { fate, attempts } = outcome;
    observe({ kind: 'intent.settled', account: account.name, operation: intent.operation, fate, attempts, ...guard });
    if (fate === 'suppressed') observe({ kind: 'guard.acted', guard: outcome.guard, rule, effect: 'suppressed' });
    if (fate === 'dead') observe({ kind: 'dead-letter.kept', stage: 'deliver', by: account.name, code: outcome.code, count: 1 });
    return delivery;
  };
}
