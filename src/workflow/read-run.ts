import type { PlannedStep } from '#rule';
import type { WorkflowRun } from './workflow-run.ts';

/** A run as versions before threads kept it: the steps still to do, of which the first comes when its timer is due. */
type LineRun = Omit<WorkflowRun, 'state' | 'started' | 'at' | 'threads' | 'next' | 'history'> & { readonly steps: readonly PlannedStep[] };

/** A run as it is kept. One that an older version of the engine left waiting is read as what it was: a line of steps behind a wait that ends at `due`. */
export function readRun(record: WorkflowRun | LineRun, due: number): WorkflowRun {
  if ('threads' in record) return record;
  const { steps, ...rest } = record;
  const wait: PlannedStep = { kind: 'wait', id: 'wait', milliseconds: 0 };
  return {
    ...rest,
    state: 'running',
    started: due,
    at: due,
    threads: [{ id: 0, rest: [wait, ...steps], wait: { kind: 'time', due } }],
    next: 1,
    history: [],
  };
}
