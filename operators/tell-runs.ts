import type { MarketingEvent, ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { defineOperator } from '#operator';
import { newsSignal, type CallOutcome, type RunNews } from '#rule';

const outcomes: ReadonlyMap<string, CallOutcome> = new Map([
  ['action.delivered', 'delivered'],
  ['action.failed', 'failed'],
  ['action.suppressed', 'suppressed'],
]);

/**
 * Tells workflow runs what came of the calls they wait for, and what people decided: a report or an answer becomes a signal to the key of its run. Admission takes neither type
 * from outside, and both are deduplicated like any event, so a run hears each once.
 *
 *     in:   [action.delivered with a reply, action.delivered without]
 *     out:  the same; one signal to the run's rule and key
 */
export const tellRuns = defineOperator<ScoredEvent>({
  name: 'tell-runs',
  summary: 'Tells waiting workflow runs how their calls ended and what people decided.',
  applies: (event) => event.source === 'crosscurrent' && (outcomes.has(event.type) || event.type === 'workflow.answered'),
  each(event, context) {
    const told = event.type === 'workflow.answered' ? answerOf(event) : reportOf(event);
    if (told !== undefined) context.signal(newsSignal(event, told.rule, told.key, told.news));
  },
});

interface Told {
  readonly rule: string;
  readonly key: string;
  readonly news: RunNews;
}

function reportOf({ type, data }: MarketingEvent): Told | undefined {
  const reply = data['reply'] as JsonObject | undefined;
  if (reply === undefined) return undefined;
  const why = data['code'] ?? data['guard'];
  return {
    rule: textOf(data, 'rule'),
    key: textOf(reply, 'key'),
    news: {
      kind: 'report',
      run: textOf(reply, 'run'),
      step: textOf(reply, 'step'),
      round: Number(reply['round']),
      part: Number(reply['part']),
      outcome: outcomes.get(type)!,
      ...(typeof why === 'string' ? { why } : {}),
    },
  };
}

function answerOf({ data }: MarketingEvent): Told {
  return {
    rule: textOf(data, 'rule'),
    key: textOf(data, 'key'),
    news: {
      kind: 'answer',
      run: textOf(data, 'run'),
      step: textOf(data, 'step'),
      decision: data['decision'] === 'yes' ? 'yes' : 'no',
      by: textOf(data, 'by'),
      comment: textOf(data, 'comment'),
    },
  };
}

function textOf(fields: JsonObject, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
