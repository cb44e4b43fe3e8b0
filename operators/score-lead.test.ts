import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { scoreLead } from './score-lead.ts';

const day = 86_400_000;
const start = Date.parse('2025-03-01T12:00:00Z');
const operator = scoreLead({
  halfLife: 7 * day,
  ceiling: 100,
  points: [
    { on: 'page.viewed', points: 5 },
    { on: 'page.viewed', points: 10, when: { 'data.title': 'Wyślij zapytanie' } },
    { on: 'lead.submitted', points: 90 },
    { on: 'email.clicked', points: 3, when: { 'data.campaign': 'żywo' } },
  ],
});
const event = (type: string, at: number, data: JsonObject = {}, contact: string | null = 'ola'): ScoredEvent => ({
  id: `${at}`,
  source: 'web',
  type,
  time: '',
  at,
  received: at,
  data,
  ...(contact === null ? {} : { contact }),
});

describe('score-lead', () => {
  it('adds, fades and caps, and says the score before and after', async () => {
    const context = fakeContext();
    const messages = await runOperator(
      operator,
      [
        event('page.viewed', start),
        event('page.viewed', start, { title: 'Wyślij zapytanie' }),
        event('page.viewed', start + 7 * day),
        event('lead.submitted', start + 7 * day),
        event('email.clicked', start + 14 * day),
      ],
      context,
    );
    expect(messages.map((message) => message.value.lead)).toEqual([
      { score: 5, before: 0 },
      { score: 20, before: 5 },
      { score: 15, before: 10 },
      { score: 100, before: 15 },
      { score: 50, before: 50 },
    ]);
    expect(context.changedContacts).toEqual(new Set(['ola']));
  });

  it('leaves alone what has no contact or earns nothing', async () => {
    const context = fakeContext({ strict: true });
    const messages = await runOperator(operator, [event('page.viewed', start, {}, null), event('ad.impressed', start)], context);
    expect(messages.map((message) => message.value.lead)).toEqual([undefined, undefined]);
    expect(context.contacts.size).toBe(0);
    expect(operator.contacts!(event('ad.impressed', start))).toBeUndefined();
    expect(operator.contacts!(event('page.viewed', start))).toBe('ola');
  });
});
