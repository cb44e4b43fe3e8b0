import type { MarketingEvent } from '#event';
import { CrosscurrentError } from '#kernel';
import { stableKey } from './stable-key.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** What a person decided. `step` may be left out when the run asks at one step only; `via` says by which way it came, for the record. */
export interface Answer {
  readonly decision: 'yes' | 'no';
  readonly by: string;
  readonly comment?: string;
  readonly step?: string;
  readonly via: string;
}

/**
 * The event that carries an answer to its run. It goes the way of all events, so it is durable when it is accepted, and the run moves in the commit of the batch that hears it. The same
 * answer given twice has the same id and counts once; of two different ones the first counts. Throws `not-waiting` when the run does not ask, or asks at several steps and none is named.
 */
export function answerRun(run: WorkflowRun, answer: Answer, now: number): MarketingEvent {
  const asked = run.threads.flatMap(({ wait, rest }) => (wait?.kind === 'answer' && rest[0] !== undefined ? [rest[0].id] : []));
  const step = answer.step ?? (asked.length === 1 ? asked[0] : undefined);
  if (step === undefined || !asked.includes(step)) {
    const where = asked.length === 0 ? `it is ${run.state} and asks nothing` : `it asks at ${asked.join(', ')}: name one of them`;
    throw new CrosscurrentError('not-waiting', `The run ${run.id} does not wait for this answer; ${where}.`);
  }
  const { decision, by, comment = '', via } = answer;
  return {
    id: stableKey(run.id, step, decision, by, comment),
    source: 'crosscurrent',
    type: 'workflow.answered',
    subject: run.rule,
    time: new Date(now).toISOString(),
    at: now,
    received: now,
    data: { rule: run.rule, key: run.key, run: run.id, step, decision, by, comment, via },
  };
}
