import type { Json } from '#kernel';
import type { HeldIntent } from './outbox.ts';
import type { KeptSuppressed } from './kept-suppressed.ts';

/** An action as people are shown it: what it would do and why. Of an audience only its size is told. */
export interface IntentView {
  readonly id: string;
  readonly rule: string;
  readonly connector: string;
  readonly operation: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly contact?: string;
  readonly members?: number;
  readonly because: string;
  /** Why it is held, or was given up. */
  readonly reason: string;
  readonly at: string;
}

/** A held action for people; `until` is when it is given up. */
export function heldView({ partition, id, intent, reason, at, until }: HeldIntent): IntentView & { readonly until: string } {
  return { ...view(partition, id, intent, reason, at), until: new Date(until).toISOString() };
}

/** An action that a guard gave up, for people. */
export function suppressedView({ partition, id, suppressed }: KeptSuppressed): IntentView & { readonly guard: string } {
  const { intent, reason, at, guard } = suppressed;
  return { ...view(partition, id, intent, reason, at), guard };
}

function view(partition: number, id: string, intent: HeldIntent['intent'], reason: string, at: number): IntentView {
  const { rule, connector, operation, parameters, contact, members, because } = intent;
  return {
    id: `${partition}/${id}`,
    rule,
    connector,
    operation,
    parameters,
    ...(contact === undefined ? {} : { contact }),
    ...(members === undefined ? {} : { members: members.length }),
    because,
    reason,
    at: new Date(at).toISOString(),
  };
}
