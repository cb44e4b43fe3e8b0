import { contactField } from '#contact';
import type { ScoredEvent } from '#event';
import { experimentFields, type ExperimentRecord, judgeExperiment } from '#experiment';
import type { JsonObject } from '#kernel';
import { fakeBundle, type FakeContext, fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { keepExperiments } from './keep-experiments.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-05T10:00:00Z');
const horizon = 7 * day;
const operator = keepExperiments({
  convertedOn: [{ on: 'product.purchased' }, { on: 'crm.updated', when: { 'data.stage': 'wygrany' } }],
  horizon,
})!;
const bundle = { ...fakeBundle([]), splits: true };
let next = 0;
const event = (type: string, contact: string, at: number, data: JsonObject = {}, source = 'sklep'): ScoredEvent => ({
  id: `e${next++}`,
  source,
  type,
  time: '',
  at,
  received: at,
  data,
  contact,
});
const exposed = (contact: string, variant: string, at: number, more: JsonObject = {}): ScoredEvent =>
  event(
    'experiment.exposed',
    contact,
    at,
    { experiment: 'kolor', variant, unit: contact, weights: { a: 1, b: 1 }, ...more },
    'crosscurrent',
  );
const load = (context: FakeContext, ...events: ScoredEvent[]): ScoredEvent[] => {
  const fieldsOf = (one: ScoredEvent): readonly string[] => operator.reads!(one, context);
  while (events.map((one) => context.load(fieldsOf(one))).includes(true));
  for (const one of events) if (fieldsOf(one).includes(contactField(one.contact!))) context.loadContact(one.contact!);
  return events;
};
const standing = (context: FakeContext, now: number): unknown => {
  const record = context.records.get(experimentFields.record('kolor')) as ExperimentRecord;
  return judgeExperiment('kolor', [record], { horizon, alpha: 0.05, effect: 0.02 }, now)[0]!.variants.map(({ variant, known }) => [
    variant,
    known.exposed,
    known.converted,
  ]);
};

describe('keep-experiments', () => {
  it('counts each contact once and its first conversion within the horizon, reading only what it announces', async () => {
    const context = fakeContext({ now: start, bundle, strict: true });
    await runOperator(
      operator,
      load(
        context,
        event('product.purchased', 'ola', start - 1),
        exposed('ola', 'a', start),
        exposed('ola', 'a', start + day),
        event('product.purchased', 'ola', start + 2 * day),
        event('product.purchased', 'ola', start + 3 * day),
        exposed('jan', 'b', start),
        event('crm.updated', 'jan', start + day, { stage: 'nowy' }),
        event('product.purchased', 'jan', start + 8 * day),
        exposed('ewa', 'b', start),
      ),
      context,
    );
    // In a batch of its own only what was committed is known.
    await runOperator(operator, load(context, event('crm.updated', 'ewa', start + day, { stage: 'wygrany' })), context);
    expect(standing(context, start + 20 * day)).toEqual([
      ['a', 1, 1],
      ['b', 2, 1],
    ]);
    expect(context.records.get(experimentFields.names)).toEqual({ names: ['kolor'] });
  });

  it('comes to the same when a batch is run again from what was committed before it', async () => {
    const first = [exposed('ola', 'a', start), exposed('jan', 'b', start)];
    const second = [event('product.purchased', 'ola', start + 1), exposed('ewa', 'a', start + 2)];
    const run = async (again: boolean): Promise<unknown> => {
      const context = fakeContext({ now: start, bundle });
      await runOperator(operator, first, context);
      const committed = JSON.stringify([...context.records]);
      await runOperator(operator, second, context);
      if (!again) return JSON.stringify([...context.records]);
      const anew = fakeContext({ now: start, bundle, state: JSON.parse(committed) as [string, object][] });
      await runOperator(operator, second, anew);
      return JSON.stringify([...anew.records]);
    };
    expect(await run(true)).toBe(await run(false));
  });

  it('only counts exposures of something else than the contact, and believes nobody but the engine', async () => {
    const context = fakeContext({ now: start, bundle });
    await runOperator(
      operator,
      [exposed('ola', 'a', start, { unit: 'Kraków' }), { ...exposed('jan', 'a', start), source: 'sklep:crosscurrent' }],
      context,
    );
    expect(context.records.get(experimentFields.record('kolor'))).toEqual({ designs: {}, foreign: 1 });
  });

  it('costs conversions nothing while no rule splits, and is not there without settings', async () => {
    expect(keepExperiments(undefined)).toBeUndefined();
    const context = fakeContext({ now: start, strict: true });
    const bought = event('product.purchased', 'ola', start);
    expect(operator.reads!(bought, context)).toEqual([]);
    await runOperator(operator, [bought], context);
    expect(context.records.size).toBe(0);
  });

  it('does not let names without end fill the memory', async () => {
    const context = fakeContext({ now: start, bundle });
    await runOperator(
      operator,
      Array.from({ length: 250 }, (_, index) => exposed(`k${index}`, 'a', start, { experiment: `x-${index}` })),
      context,
    );
    expect((context.records.get(experimentFields.names) as { names: string[] }).names).toHaveLength(200);
    expect([...context.records.keys()].filter((field) => field.startsWith('x-of|'))).toHaveLength(200);
  });
});
