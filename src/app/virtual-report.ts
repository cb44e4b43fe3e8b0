import type { Intent } from '#action';
import type { ScoredEvent } from '#event';

/** What a test says came of an action. */
export interface VirtualOutcome {
  readonly outcome: 'delivered' | 'failed' | 'suppressed';
  readonly why?: string;
}

/** The report of an action as delivery would write it into the stream, at business time `now`. */
export function virtualReport(intent: Intent, { outcome, why }: VirtualOutcome, now: number): ScoredEvent {
  const { reply } = intent;
  const round = reply !== undefined && reply.round > 0 ? `${reply.round}:` : '';
  const reason = why === undefined ? {} : outcome === 'suppressed' ? { guard: why } : { code: why };
  return {
    id: `${intent.key}:${round}${outcome}`,
    source: 'crosscurrent',
    type: `action.${outcome}`,
    subject: intent.rule,
    time: new Date(now).toISOString(),
    at: now,
    received: now,
    topics: [],
    data: {
      connector: intent.connector,
      operation: intent.operation,
      rule: intent.rule,
      key: intent.key,
      group: { ...intent.group },
      attempts: 1,
      ...reason,
      ...(reply === undefined ? {} : { reply: { run: intent.run, step: intent.step, ...reply } }),
    },
  };
}
