import type { ContactBook } from '#contact';
import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import { approvalStage } from './approval-stage.ts';
import { claimStage } from './claim-stage.ts';
import { consentStage } from './consent-stage.ts';
import type { Stage } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import type { GuardStore } from './guard-store.ts';
import type { KillSwitch } from './kill-switch.ts';
import { quietStage } from './quiet-stage.ts';
import { stopStage } from './stop-stage.ts';

/** What the guards stand on. */
export interface GuardNeeds {
  readonly contactBook: ContactBook;
  readonly killSwitch: KillSwitch;
  readonly guardStore: GuardStore;
  readonly deployment: DeploymentGuards;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observe: Observe;
  /** Name of the worker. */
  readonly consumer: string;
}

/**
 * The stage that holds back what must not be sent at this moment. In this order: what is only for later is asked before what would be given up for good or booked, and the counters come last,
 * because what they book counts as sent from then on.
 */
export function suppress(needs: GuardNeeds): Stage {
  const { contactBook, killSwitch, guardStore, deployment, clock, random, observe, consumer } = needs;
  const stages = [
    stopStage(killSwitch, clock, random, observe),
    consentStage(contactBook),
    quietStage(deployment, clock, observe),
    approvalStage(deployment, clock),
    claimStage(guardStore, deployment, consumer),
  ];
  return async (delivery, signal) => {
    let current = delivery;
    for (const stage of stages) {
      if (current.outcome !== undefined) break;
      current = await stage(current, signal);
    }
    return current;
  };
}
