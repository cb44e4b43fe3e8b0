import type { ScoredEvent } from '#event';
import { newsOf } from '#rule';
import { fakeContext, runOperator } from '#testing';
import { expect, it } from 'vitest';
import { tellRuns } from './tell-runs.ts';

const reply = { key: 'topic=kawa', run: 'fire-1', step: 'alert', round: 1, part: 0 };

function event(type: string, data: ScoredEvent['data'], source = 'crosscurrent'): ScoredEvent {
  return { id: 'k:failed', source, type, subject: 'buzz', time: '2026-01-05T10:00:00Z', at: 7, received: 7, data };
}

it('sends a report to the key of the run that waits for it, with why', async () => {
  const context = fakeContext();
  await runOperator(
    tellRuns,
    [event('action.failed', { rule: 'buzz', group: {}, reply, attempts: 3, code: 'refused-by-platform' })],
    context,
  );
  expect(context.signals).toHaveLength(1);
  const [signal] = context.signals;
  expect(signal).toMatchObject({ rule: 'buzz', key: 'topic=kawa', at: 7, hits: 0, inputs: [] });
  expect(newsOf(signal!)).toEqual({
    kind: 'report',
    run: 'fire-1',
    step: 'alert',
    round: 1,
    part: 0,
    outcome: 'failed',
    why: 'refused-by-platform',
  });
});

it('sends the answer of a person', async () => {
  const context = fakeContext();
  const data = { rule: 'buzz', key: 'topic=kawa', run: 'fire-1', step: 'ask', decision: 'no', by: 'Ania', comment: 'za drogo' };
  await runOperator(tellRuns, [event('workflow.answered', data)], context);
  expect(newsOf(context.signals[0]!)).toEqual({
    kind: 'answer',
    run: 'fire-1',
    step: 'ask',
    decision: 'no',
    by: 'Ania',
    comment: 'za drogo',
  });
});

it('passes by what nobody waits for, and what is not of the engine', async () => {
  const context = fakeContext();
  const values = [
    event('action.delivered', { rule: 'buzz', group: {} }),
    event('action.delivered', { rule: 'buzz', group: {}, reply }, 'shop'),
    event('workflow.answered', { rule: 'buzz', key: 'k', run: 'r', step: 's', decision: 'yes' }, 'shop'),
    event('workflow.failed', { rule: 'buzz', run: 'r' }),
  ];
  await runOperator(tellRuns, values, context);
  expect(context.signals).toEqual([]);
});
