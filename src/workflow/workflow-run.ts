import type { Json } from '#kernel';
import type { MeasureValue } from '#window';

/**
 * WorkflowRun is one instance of a rule's workflow, as plain JSON, so that it can wait in state: it keeps the authored form of the steps still to do and all that they may
 * read, and therefore finishes on the version it began with. Times are epoch milliseconds.
 */
export interface WorkflowRun {
  readonly id: string;
  readonly rule: string;
  readonly version: string;
  readonly mode: 'active' | 'shadow';
  readonly key: string;
  readonly group: { readonly [name: string]: string };
  readonly event: { readonly [name: string]: Json };
  readonly measures: { readonly [name: string]: MeasureValue };
  readonly purposes: readonly string[];
  readonly because: string;
  /** The one person the run is about: the contact of the event of a rule without measures, or of a group by contact. */
  readonly contact?: string;
  /** Authored steps still to do. */
  readonly steps: readonly Json[];
}
