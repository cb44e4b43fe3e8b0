import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { LeadModel, type LearnedLeadSettings } from '#lead';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { foretellLead } from './foretell-lead.ts';

const day = 86_400_000;
const start = Date.parse('2026-03-02T12:00:00Z');
const learned: LearnedLeadSettings = {
  foretellOn: ['lead.submitted'],
  convertedOn: [{ on: 'product.purchased' }, { on: 'crm.updated', when: { 'data.stage': 'wygrany' } }],
  horizon: 14 * day,
  stages: ['formularz', 'rozmowa'],
  columns: [
    { name: 'product', on: ['lead.submitted'], path: 'data.product' },
    { name: 'branża', on: ['crm.updated'], path: 'data.owner' },
    { name: 'długość_rozmowy', on: ['crm.updated'], path: 'data.value', knownAt: 'rozmowa' },
  ],
  counts: ['page.viewed'],
};
const settings = { halfLife: 7 * day, ceiling: 100, points: [], learned };
let number = 0;
const event = (type: string, at: number, data: JsonObject = {}, contact = 'ola'): ScoredEvent => ({
  id: `e${number++}`,
  source: 'web',
  type,
  time: '',
  at,
  received: at,
  data,
  contact,
});

describe('foretell-lead', () => {
  it('is not there when nothing is to be learned', () => {
    expect(foretellLead({ halfLife: 1, ceiling: 1, points: [] }, () => undefined)).toBeUndefined();
  });

  it('keeps what was known when the question was asked, and tells the answer once', async () => {
    const context = fakeContext({ now: start });
    const operator = foretellLead(settings, () => undefined)!;
    await runOperator(
      operator,
      [
        event('page.viewed', start - day),
        event('crm.updated', start - day, { owner: 'meble', value: 7 }),
        event('lead.submitted', start, { product: 'stół' }),
        event('page.viewed', start + day),
        event('crm.updated', start + day, { owner: 'dom', stage: 'rozmowa' }),
        event('product.purchased', start + 2 * day, { value: 100 }),
        event('product.purchased', start + 3 * day, { value: 100 }),
      ],
      context,
    );
    expect(context.emitted).toEqual([
      {
        id: `lead|ola|${start}`,
        type: 'lead.labelled',
        at: start + 2 * day,
        to: 0,
        data: {
          columns: [
            ['product', 'stół'],
            ['branża', 'meble'],
            ['points', 0],
            ['count of page.viewed', expect.closeTo(0.5 ** (1 / 7), 3)],
          ],
          converted: true,
        },
      },
    ]);
    expect(context.timers.size).toBe(0);
  });

  it('never uses a column of a later stage, nor a value that an older event says later', async () => {
    const context = fakeContext({ now: start });
    const operator = foretellLead(settings, () => undefined)!;
    await runOperator(
      operator,
      [
        event('crm.updated', start - day, { owner: 'nowa', value: 900 }),
        event('crm.updated', start - 2 * day, { owner: 'stara' }),
        event('lead.submitted', start),
      ],
      context,
    );
    const { asked } = context.records.get('l|ola') as { asked: { columns: [string, unknown][] } };
    expect(asked.columns).toContainEqual(['branża', 'nowa']);
    expect(asked.columns.map(([name]) => name)).not.toContain('długość_rozmowy');
  });

  it('counts who did not convert when the horizon is over, and waits for events that are behind the clock', async () => {
    const context = fakeContext({ now: start });
    const operator = foretellLead(settings, () => undefined)!;
    await runOperator(operator, [event('lead.submitted', start)], context);
    const [timer] = context.timers.values();
    expect(timer?.due).toBe(start + 14 * day);
    context.now = start + 15 * day;
    context.watermark = start + 13 * day;
    operator.wakes!.wake(timer!, context);
    expect(context.emitted).toEqual([]);
    expect(context.timers.get('lead|ola')?.due).toBe(start + 16 * day);
    context.watermark = start + 15 * day;
    operator.wakes!.wake(timer!, context);
    expect(context.emitted.map(({ at, data }) => [at, data['converted']])).toEqual([[start + 14 * day, false]]);
    // A conversion after the horizon is no answer any more, and the timer may come again.
    await runOperator(operator, [event('product.purchased', start + 15 * day)], context);
    operator.wakes!.wake(timer!, context);
    expect(context.emitted).toHaveLength(1);
  });

  it('writes the probability, why, and the version of the model on events of contacts it was asked about', async () => {
    const model = new LeadModel();
    for (let at = 0; at < 400; at++) {
      const good = at % 2 === 0;
      model.learn(
        [
          ['product', good ? 'stół' : 'krzesło'],
          ['branża', null],
          ['points', 0],
          ['count of page.viewed', 0],
        ],
        good,
      );
    }
    const operator = foretellLead(settings, () => ({ version: 7, model }))!;
    const context = fakeContext({ now: start });
    const messages = await runOperator(
      operator,
      [
        event('page.viewed', start),
        event('lead.submitted', start, { product: 'stół' }),
        event('page.viewed', start + 1),
        event('lead.submitted', start, { product: 'krzesło' }, 'jan'),
      ],
      context,
    );
    const [before, good, after, bad] = messages.map(({ value }) => value.lead);
    expect(before).toBeUndefined();
    expect(good).toMatchObject({ score: 0, before: 0, model: 7, because: expect.arrayContaining([expect.stringMatching(/^product \+/)]) });
    expect(good!.probability).toBeGreaterThan(0.9);
    expect(after!.probability).toBeGreaterThan(0.9);
    expect(bad!.probability).toBeLessThan(0.1);
    expect(context.records.get('l|jan')).toMatchObject({ asked: { version: 7, probability: bad!.probability } });
  });

  it('goes on waiting for the question of a name that joins, and for nobody else who says so', async () => {
    const operator = foretellLead(settings, () => undefined)!;
    const context = fakeContext({ now: start, strict: true });
    const question = { at: start - day, columns: [['product', 'stół']] };
    const moved = (source: string): ScoredEvent => ({
      ...event('contact.moved', start, { record: {}, notes: { lead: { asked: question, values: { product: ['stół', start - day] } } } }),
      source,
    });
    for (const one of [moved('sklep'), moved('crosscurrent')]) {
      context.load(operator.reads!(one, context));
      await runOperator(operator, [one], context);
      expect(context.timers.get('lead|ola')?.due).toBe(one.source === 'sklep' ? undefined : question.at + 14 * day);
    }
    const purchase = event('product.purchased', start + day);
    context.loadContact('ola');
    const [message] = await runOperator(operator, [purchase], context);
    expect(message!.failure).toBeUndefined();
    expect(context.emitted).toMatchObject([{ id: `lead|ola|${question.at}`, at: start + day, data: { converted: true } }]);
    expect(context.timers.size).toBe(0);
  });

  it('answers the question of a name that joins by a purchase that was faster', async () => {
    const operator = foretellLead(settings, () => undefined)!;
    const context = fakeContext({ now: start });
    await runOperator(operator, [event('product.purchased', start)], context);
    const moved = event('contact.moved', start, { record: {}, notes: { lead: { asked: { at: start - day, columns: [] } } } });
    await runOperator(operator, [{ ...moved, source: 'crosscurrent' }], context);
    expect(context.emitted).toMatchObject([{ id: `lead|ola|${start - day}`, at: start, data: { converted: true } }]);
    expect(context.timers.size).toBe(0);
  });

  it('reads only what it announces', async () => {
    const operator = foretellLead(settings, () => undefined)!;
    const context = fakeContext({ now: start, strict: true });
    const submitted = event('lead.submitted', start);
    context.load(operator.reads!(submitted, context));
    context.loadContact(operator.contacts!(submitted)!);
    await runOperator(operator, [submitted, event('ad.impressed', start)], context);
    expect(operator.reads!(event('ad.impressed', start), context)).toEqual([]);
    context.watermark = start + 20 * day;
    const [timer] = context.timers.values();
    const strict = fakeContext({ now: start + 20 * day, strict: true, state: context.records });
    strict.load(operator.wakes!.reads!(timer!, strict));
    operator.wakes!.wake(timer!, strict);
    expect(strict.emitted).toHaveLength(1);
  });
});
