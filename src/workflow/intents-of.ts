import type { Intent } from '#action';
import type { CompiledStep, RunScope } from '#rule';
import { stableKey } from './stable-key.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** Most members one intent carries; more are split into several intents with their place in the key. */
export const membersPerIntent = 10_000;

/**
 * The intents of a call, rendered in `scope`. Their keys and bytes follow from the run, the step and the scope alone, so a call that is sent again asks for the same effect
 * under the same key. `round` says how often the call was given up before; it is set when a report is to come back to the run.
 */
export function intentsOf(run: WorkflowRun, step: Extract<CompiledStep, { kind: 'call' }>, scope: RunScope, round?: number): Intent[] {
  const { parameters, members } = step.render(scope);
  // Consent is asked of the people an intent reaches or is about; an alert about a topic reaches none of them.
  const personal = members !== undefined || run.contact !== undefined;
  const parts = members === undefined || members.length <= membersPerIntent ? 1 : Math.ceil(members.length / membersPerIntent);
  return Array.from({ length: parts }, (_, part): Intent => {
    const identity = [run.rule, run.version, run.key, run.id, step.id];
    if (parts > 1) identity.push(String(part));
    return {
      key: stableKey(...identity),
      connector: step.connector,
      operation: step.operation,
      parameters,
      ...(members === undefined
        ? {}
        : { members: parts === 1 ? members : members.slice(part * membersPerIntent, (part + 1) * membersPerIntent) }),
      ...(run.contact === undefined ? {} : { contact: run.contact }),
      purposes: personal ? run.purposes : [],
      ...(run.guards === undefined ? {} : { guards: run.guards }),
      rule: run.rule,
      version: run.version,
      run: run.id,
      step: step.id,
      group: run.group,
      because: run.because,
      at: scope.now,
      ...(round === undefined ? {} : { reply: { key: run.key, round, part } }),
    };
  });
}
