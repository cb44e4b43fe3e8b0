import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { keepSpend } from './keep-spend.ts';

const at = Date.UTC(2026, 2, 2, 3);
const event = (type: string, data: JsonObject): ScoredEvent => ({ id: '1', source: 's', type, time: '', at, received: at, data });

describe('keep-spend', () => {
  it('adds reports up by the day their period began, currency and channel', async () => {
    const operator = keepSpend();
    const context = fakeContext({ strict: true });
    const reports = [
      event('ad.reported', { platform: 'meta', spend: 10.1, clicks: 3, currency: 'PLN' }),
      event('ad.reported', { platform: 'facebook', channel: 'meta', spend: 0.2, conversions: 2, currency: 'PLN' }),
      event('ad.reported', { platform: 'meta', spend: 1, currency: 'EUR' }),
      event('ad.reported', { platform: 'meta', spend: 5, from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', currency: 'PLN' }),
      event('ad.reported', { platform: 'meta', spend: 5, from: '2027-03-01T00:00:00Z', currency: 'PLN' }),
      event('ad.reported', { spend: 7 }),
      event('ad.clicked', { platform: 'meta', cost: 1 }),
    ];
    for (const report of reports) context.load(operator.reads!(report, context));
    await runOperator(operator, reports, context);
    expect(Object.fromEntries(context.records)).toEqual({
      'spend|2026-03-02': { 'PLN\0meta': [1_530, 0, 3, 0, 2, at], 'EUR\0meta': [100, 0, 0, 0, 0, at] },
      'spend|2026-03-01': { 'PLN\0meta': [500, 0, 0, 0, 0, at] },
    });
  });

  it('tells so many channels apart and puts the others together', async () => {
    const context = fakeContext();
    const reports = Array.from({ length: 150 }, (_, place) => event('ad.reported', { platform: `p${place}`, spend: 1 }));
    await runOperator(keepSpend(), reports, context);
    const day = context.records.get('spend|2026-03-02') as Record<string, number[]>;
    expect(Object.keys(day).length).toBe(101);
    expect(day['\0(other)']![0]).toBe(5_000);
  });
});
