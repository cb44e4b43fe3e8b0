export { advance, membersPerIntent, type Advance, type SaidEvent } from './advance.ts';
export { stableKey } from './stable-key.ts';
export type { WorkflowRun } from './workflow-run.ts';
