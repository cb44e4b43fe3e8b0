import type { WorkflowRun } from './workflow-run.ts';

/** What a thread of a run waits for, in words for people. `until` is RFC 3339. */
export interface WaitView {
  readonly step: string;
  readonly for: 'time' | 'event' | 'answer' | 'report' | 'retry';
  readonly until: string;
  readonly ask?: string;
}

/** A run as people may see it: what it did and what it waits for. What it knows of events and people stays inside; a group or key may name a person by pseudonym. */
export interface RunView {
  readonly run: string;
  readonly rule: string;
  readonly version: string;
  readonly mode: 'active' | 'shadow';
  readonly key: string;
  readonly because: string;
  readonly state: WorkflowRun['state'];
  readonly started: string;
  readonly moved: string;
  readonly waits: readonly WaitView[];
  readonly steps: readonly { readonly step: string; readonly state: string; readonly at: string; readonly why?: string }[];
}

/** Makes the view of a run. */
export function runView(run: WorkflowRun): RunView {
  const { id, rule, version, mode, key, because, state, started, at, threads, history } = run;
  return {
    run: id,
    rule,
    version,
    mode,
    key,
    because,
    state,
    started: iso(started),
    moved: iso(at),
    waits: threads.flatMap(({ wait, rest }): WaitView[] => {
      if (wait === undefined || wait.kind === 'join') return [];
      const base = { step: rest[0]?.id ?? '', until: iso(wait.due) };
      if (wait.kind === 'answer') return [{ ...base, for: 'answer', ask: wait.ask }];
      if (wait.kind === 'call') return [{ ...base, for: wait.phase === 'sent' ? 'report' : 'retry' }];
      return [{ ...base, for: wait.kind }];
    }),
    steps: history.map(([step, how, when, why]) => ({ step, state: how, at: iso(when), ...(why === undefined ? {} : { why }) })),
  };
}

const iso = (at: number): string => new Date(at).toISOString();
