import type { Guards } from '#guard';
import type { Json } from '#kernel';
import type { PlannedCall, PlannedStep } from '#rule';
import type { MeasureValue } from '#window';

/** Ways a run can end. `compensated`: what it had done was taken back. `cancelled`: the rule resolved, or another run took its place. */
export type EndState = 'done' | 'stopped' | 'failed' | 'cancelled' | 'compensated';
/** `queued` runs have not begun; `draining` ones wait for calls on their way before they take back what was done. */
export type RunState = 'queued' | 'running' | 'draining' | 'compensating' | EndState;

/** One thing that happened in a run: the step (empty for the run itself), what it came to, when (epoch milliseconds), and why. */
export type RunEntry = readonly [step: string, state: string, at: number, why?: string];

/** What a thread of a run waits for; `due` is when it stops waiting, in epoch milliseconds. The step that waits is the first of the thread's `rest`. */
export type Wait =
  | { readonly kind: 'time'; readonly due: number }
  | { readonly kind: 'event'; readonly definition: string; readonly due: number }
  | { readonly kind: 'answer'; readonly ask: string; readonly due: number }
  | { readonly kind: 'join'; readonly left: number }
  | CallWait;

/** A call whose end is awaited: `sent` waits for reports, `resting` for the time to be sent again. */
export interface CallWait {
  readonly kind: 'call';
  readonly phase: 'sent' | 'resting';
  readonly due: number;
  /** When it was rendered first, and with which variables: sent again, it has the same bytes. */
  readonly at: number;
  readonly vars?: { readonly [name: string]: Json };
  readonly round: number;
  /** How many intents it has, those not reported yet, those given up, and how many were delivered. */
  readonly parts: number;
  readonly open: readonly number[];
  readonly failed: readonly number[];
  readonly delivered: number;
  readonly why?: string;
}

/** A line of steps that are done one after the other; a run has several inside `parallel`. `ends` says why the whole run stops when the thread comes to its end. */
export interface Thread {
  readonly id: number;
  readonly parent?: number;
  readonly rest: readonly PlannedStep[];
  readonly wait?: Wait;
  readonly ends?: string;
}

/**
 * WorkflowRun is one instance of a rule's workflow, as plain JSON, so that it can wait in state: it keeps the planned form of the steps still to do and all that they may
 * read, and therefore finishes on the version it began with. It knows people by pseudonym only. Times are epoch milliseconds.
 */
export interface WorkflowRun {
  readonly id: string;
  readonly rule: string;
  readonly version: string;
  readonly mode: 'active' | 'shadow';
  readonly key: string;
  readonly group: { readonly [name: string]: string };
  readonly event: { readonly [name: string]: Json };
  /** The events that filled the steps of a sequence, when one began the run. */
  readonly match?: { readonly [step: string]: { readonly [name: string]: Json } };
  readonly measures: { readonly [name: string]: MeasureValue };
  readonly purposes: readonly string[];
  readonly guards?: Guards;
  readonly because: string;
  /** The one person the run is about: the contact of the event of a rule without measures, or of a group by contact. */
  readonly contact?: string;
  readonly state: RunState;
  readonly started: number;
  /** When it last moved. */
  readonly at: number;
  readonly threads: readonly Thread[];
  /** Number of the next thread. */
  readonly next: number;
  readonly vars?: { readonly [name: string]: Json };
  /** What came of steps, for steps that read it. */
  readonly results?: { readonly [step: string]: { readonly [name: string]: Json } };
  /** Calls that take back what was done, in the order it was done. */
  readonly undo?: readonly PlannedCall[];
  /** How it will end once everything is taken back. */
  readonly ending?: { readonly state: EndState; readonly why: string };
  readonly history: readonly RunEntry[];
}

/** Whether a run is over. */
export function isOver(run: Pick<WorkflowRun, 'state'>): boolean {
  return run.state !== 'queued' && run.state !== 'running' && run.state !== 'draining' && run.state !== 'compensating';
}
