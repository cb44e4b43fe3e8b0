import type { ScoredEvent } from '#event';
import { LeadModel, type LeadSchool } from '#lead';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { learnLeads } from './learn-leads.ts';

const learned = { foretellOn: ['lead.submitted'], convertedOn: [{ on: 'x' }], horizon: 1, stages: [], columns: [], counts: [] };
const operator = learnLeads({ halfLife: 1, ceiling: 1, points: [], learned })!;
const outcome = (at: number): ScoredEvent => ({
  id: `lead|${at}`,
  source: 'crosscurrent',
  type: 'lead.labelled',
  time: '',
  at,
  received: at,
  data: {
    columns: [
      ['branża', at % 3 === 0 ? 'meble' : 'dom'],
      ['points', at % 7],
    ],
    converted: at % 3 === 0,
  },
});
const outcomes = (from: number, to: number): ScoredEvent[] => Array.from({ length: to - from }, (_, index) => outcome(from + index));
const schoolOf = (context: ReturnType<typeof fakeContext>): LeadSchool | undefined =>
  context.records.get('lead-school') as LeadSchool | undefined;

describe('learn-leads', () => {
  it('teaches some outcomes together, and those that wait when their time has come', async () => {
    const context = fakeContext({ now: 1_000 });
    await runOperator(operator, outcomes(0, 49), context);
    expect(schoolOf(context)).toBeUndefined();
    await runOperator(operator, outcomes(49, 60), context);
    expect(schoolOf(context)?.version).toBe(1);
    expect(context.records.get('lead-version')).toEqual({ version: 1 });
    const timer = context.timers.get('lead-teach');
    expect(timer?.due).toBe(31_000);
    operator.wakes!.wake(timer!, context);
    expect(schoolOf(context)?.version).toBe(2);
    expect(LeadModel.from(schoolOf(context)!.model)!.health.figures().outcomes).toBe(60);
    // Nothing waits any more: no version for nothing.
    operator.wakes!.wake(timer!, context);
    expect(schoolOf(context)?.version).toBe(2);
  });

  it('comes to the same model however its outcomes are cut into batches and whenever it is restarted', async () => {
    const whole = fakeContext();
    await runOperator(operator, outcomes(0, 200), whole);
    let cut = fakeContext();
    for (let at = 0; at < 200; at += 13) {
      await runOperator(operator, outcomes(at, Math.min(200, at + 13)), cut);
      // A new owner knows only what was written.
      cut = fakeContext({ state: JSON.parse(JSON.stringify([...cut.records])) as [string, object][] });
    }
    expect(cut.records.get('lead-school')).toEqual(whole.records.get('lead-school'));
    expect(schoolOf(whole)?.version).toBe(4);
  });

  it('listens to the engine only, and keeps a silent model from being forgotten', async () => {
    const context = fakeContext({ now: 5 });
    await runOperator(
      operator,
      outcomes(0, 60).map((event) => ({ ...event, source: 'web:crosscurrent' })),
      context,
    );
    expect(context.records.size).toBe(0);
    await runOperator(operator, outcomes(0, 50), context);
    context.changedFields.clear();
    operator.wakes!.wake(context.timers.get('lead-keep')!, context);
    expect([...context.changedFields].toSorted()).toEqual(['lead-school', 'lead-version']);
    expect(schoolOf(context)?.version).toBe(1);
  });
});
