import type { CompiledRule, Signal } from '#rule';
import type { MeasureValue } from '#window';
import type { WorkflowRun } from './workflow-run.ts';

/** What a run needs to know of the decision that began it. */
export interface Fire {
  readonly fire: string;
  readonly key: string;
  readonly at: number;
  readonly because: string;
  readonly mode: 'active' | 'shadow';
  readonly signal: Pick<Signal, 'group' | 'event'>;
  readonly match?: WorkflowRun['match'];
  readonly measures: { readonly [name: string]: MeasureValue };
}

/** The run of a decision, before its first step. It keeps all steps, so whatever becomes of the rule, it ends as it began. */
export function beginRun(rule: CompiledRule, { fire, key, at, because, mode, signal, match, measures }: Fire): WorkflowRun {
  const contact = signal.event['contact'];
  const personal = typeof contact === 'string' && (rule.measures.length === 0 || Object.values(signal.group).includes(contact));
  return {
    id: fire,
    rule: rule.name,
    version: rule.version,
    mode,
    key,
    group: signal.group,
    event: signal.event,
    ...(match === undefined ? {} : { match }),
    measures,
    purposes: rule.purposes,
    ...(Object.keys(rule.guards).length === 0 ? {} : { guards: rule.guards }),
    because,
    ...(personal ? { contact } : {}),
    state: 'queued',
    started: at,
    at,
    threads: [{ id: 0, rest: rule.workflow.map((step) => step.source) }],
    next: 1,
    history: [],
  };
}
