import type { Intent } from '#action';
import type { Json } from '#kernel';
import type { CompiledStep, Scope } from '#rule';
import type { MeasureValue } from '#window';
import { stableKey } from './stable-key.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** Most members one intent carries; more are split into several intents with their place in the key. */
export const membersPerIntent = 10_000;

/** An event a workflow says; its id is stable, so that a repeat is a duplicate. */
export interface SaidEvent {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly contact?: string;
  readonly data: { [name: string]: Json };
}

/** What a run did until it had to wait or ended. `waiting` is the run to keep and when to go on with it; absent when the run is finished. */
export interface Advance {
  readonly intents: readonly Intent[];
  readonly events: readonly SaidEvent[];
  readonly waiting?: { readonly run: WorkflowRun; readonly due: number };
}

/**
 * Takes a run as far as it goes at business time `at`: calls become intents, rendered now; emits become events; a wait ends the turn. `steps` are the run's steps still to do,
 * compiled. Pure: the same run, steps and time always give the same keys and bytes.
 */
export function advance(run: WorkflowRun, steps: readonly CompiledStep[], at: number): Advance {
  const intents: Intent[] = [];
  const events: SaidEvent[] = [];
  const scope: Scope = { event: run.event, group: run.group, measures: run.measures, now: at };
  for (const [place, step] of steps.entries()) {
    if (step.kind === 'wait') {
      const rest = steps.slice(place + 1).map((one) => one.source);
      if (rest.length === 0) break;
      return {
        intents,
        events,
        waiting: { run: { ...run, steps: rest, measures: remembered(run.measures, rest) }, due: at + step.milliseconds },
      };
    }
    if (step.kind === 'emit') {
      const data = step.render(scope);
      const id = stableKey(run.rule, run.version, run.key, run.id, step.id);
      events.push({ id, type: step.type, at, ...(run.contact === undefined ? {} : { contact: run.contact }), data: { ...data } });
      continue;
    }
    pushIntents(intents, run, step, scope);
  }
  return { intents, events };
}

function pushIntents(intents: Intent[], run: WorkflowRun, step: Extract<CompiledStep, { kind: 'call' }>, scope: Scope): void {
  const { parameters, members } = step.render(scope);
  // Consent is asked of the people an intent reaches or is about; an alert about a topic reaches none of them.
  const personal = members !== undefined || run.contact !== undefined;
  const parts = members === undefined || members.length <= membersPerIntent ? 1 : Math.ceil(members.length / membersPerIntent);
  for (let part = 0; part < parts; part++) {
    const identity = [run.rule, run.version, run.key, run.id, step.id];
    if (parts > 1) identity.push(String(part));
    intents.push({
      key: stableKey(...identity),
      connector: step.connector,
      operation: step.operation,
      parameters,
      ...(members === undefined
        ? {}
        : { members: parts === 1 ? members : members.slice(part * membersPerIntent, (part + 1) * membersPerIntent) }),
      ...(run.contact === undefined ? {} : { contact: run.contact }),
      purposes: personal ? run.purposes : [],
      rule: run.rule,
      version: run.version,
      run: run.id,
      step: step.id,
      group: run.group,
      because: run.because,
      at: scope.now,
    });
  }
}

/** The measures a waiting run keeps: members only when a step still to do speaks of them, because they may be many. */
function remembered(measures: WorkflowRun['measures'], rest: readonly Json[]): WorkflowRun['measures'] {
  if (JSON.stringify(rest).includes('members')) return measures;
  const kept: { [name: string]: MeasureValue } = {};
  for (const [name, measure] of Object.entries(measures)) kept[name] = { value: measure.value };
  return kept;
}
