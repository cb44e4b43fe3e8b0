import { type AttributionSettings, creditField, planAttribution } from '#attribution';
import { contactField } from '#contact';
import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { type FakeContext, fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { attribute } from './attribute.ts';

const day = 86_400_000;
const settings: AttributionSettings = {
  models: ['last-click'],
  lookback: 30 * day,
  viewLookback: day,
  views: 'without-click',
  level: 'campaign',
  halfLife: 7 * day,
  firstShare: 0.4,
  lastShare: 0.4,
  corrections: 7 * day,
  maxTouches: 5,
  maxConversions: 5,
  refit: { every: day, window: 90 * day },
};
const operator = attribute(planAttribution(settings));
let next = 0;
const event = (type: string, at: number, data: JsonObject, contact: string | null = 'ola'): ScoredEvent => ({
  id: `e${next++}`,
  source: 'web',
  type,
  time: '',
  at,
  received: at,
  data,
  ...(contact === null ? {} : { contact }),
});
const run = async (context: FakeContext, ...events: ScoredEvent[]): Promise<ScoredEvent['credit']> =>
  (await runOperator(operator, events, context)).at(-1)!.value.credit;
const owed = (...events: ScoredEvent[]): Promise<ScoredEvent['credit']> => run(fakeContext(), ...events);
const all = (channel: string, value: number, campaign?: string): unknown => [
  { channel, share: 1, value, model: 'last-click', conversion: expect.any(String), ...(campaign === undefined ? {} : { campaign }) },
];

describe('attribute', () => {
  it('gives a purchase to the last click before it', async () => {
    const credit = await owed(
      event('ad.clicked', 1, { platform: 'meta', campaign: 'żółta wiosna' }),
      event('page.viewed', 2, { url: 'https://sklep.example/?utm_source=google' }),
      event('ad.impressed', 3, { platform: 'x' }),
      event('product.purchased', 4, { value: 129.99, currency: 'PLN' }),
    );
    expect(credit).toEqual(all('meta', 129.99, 'żółta wiosna'));
  });

  it('puts a click that comes late at its own time', async () => {
    const credit = await owed(
      event('ad.clicked', 20, { platform: 'google' }),
      event('email.clicked', 10, { campaign: 'nowości' }),
      event('ad.converted', 30, { platform: 'meta', value: 50 }),
    );
    expect(credit).toEqual(all('google', 50));
  });

  it.each<[string, ScoredEvent, unknown]>([
    ['the ad it names', event('lead.submitted', 5, { platform: 'linkedin', campaign: 'webinar' }), all('linkedin', 0, 'webinar')],
    ['the ad of its click id', event('ad.converted', 5, { platform: 'meta', clickId: 'abc', value: 10 }), all('meta', 10)],
    ['the ad it names, without a contact', event('ad.converted', 5, { platform: 'x', campaign: 'k', value: 7 }, null), all('x', 7, 'k')],
    ['direct when it names none', event('product.purchased', 5, { value: 10.5 }), all('direct', 10.5)],
    ['direct, with no value, when the value makes no sense', event('product.purchased', 5, { value: 'dużo' }), all('direct', 0)],
  ])('gives a conversion without touches to %s', async (_, conversion, credit) => {
    expect(await owed(conversion)).toEqual(credit);
  });

  it('corrects credit for a late click, a restatement and a refund, on the event that brings it', async () => {
    const context = fakeContext();
    const order = { order: 'Z-1', currency: 'PLN' };
    await run(context, event('ad.clicked', 10, { platform: 'meta' }), event('product.purchased', 50, { ...order, value: 100 }));
    const late = await run(context, event('ad.clicked', 30, { platform: 'google' }));
    expect(late).toEqual([
      { channel: 'meta', share: -1, value: -100, model: 'last-click', conversion: 'order Z-1' },
      { channel: 'google', share: 1, value: 100, model: 'last-click', conversion: 'order Z-1' },
    ]);
    // The platform reports the same order: it is one conversion.
    expect(await run(context, event('ad.converted', 60, { platform: 'meta', ...order, value: 120.5 }))).toMatchObject([
      { channel: 'google', share: 0, value: 20.5 },
    ]);
    expect(await run(context, event('product.refunded', 70, { ...order, value: 20.5 }))).toMatchObject([{ value: -20.5 }]);
    expect(await run(context, event('product.refunded', 80, order))).toMatchObject([{ channel: 'google', share: 0, value: -100 }]);
    expect(await run(context, event('product.refunded', 90, { value: 5 }))).toBeUndefined();
    expect(context.records.get(creditField(50, 'last-click'))).toEqual({ 'PLN\0google': [1, 0], 'PLN\0meta': [0, 0] });
    expect(context.occurrences.map((one) => one.kind === 'credit.changed' && one.by)).toEqual([
      'product.purchased',
      'ad.clicked',
      'ad.converted',
      'product.refunded',
      'product.refunded',
    ]);
  });

  it('takes the journey of a name that joins the contact, and corrects', async () => {
    const [home, device] = [fakeContext(), fakeContext()];
    await run(device, event('ad.clicked', 10, { platform: 'meta' }, 'urządzenie'));
    await run(home, event('product.purchased', 50, { value: 80 }));
    const moved = event('contact.moved', 60, { record: { journey: device.contacts.get('urządzenie')!.journey as unknown as JsonObject } });
    // Nobody but the engine may bring a journey.
    expect(await run(home, moved)).toBeUndefined();
    expect(await run(home, { ...moved, source: 'crosscurrent' })).toMatchObject([
      { channel: 'direct', value: -80 },
      { channel: 'meta', value: 80 },
    ]);
  });

  it('counts paths where a model learns from them', async () => {
    const learning = attribute(planAttribution({ ...settings, models: ['markov'] }));
    const context = fakeContext();
    await runOperator(
      learning,
      [
        event('ad.clicked', 10, { platform: 'meta' }),
        event('ad.clicked', 30, { platform: 'google' }),
        event('ad.clicked', 20, { platform: 'x' }),
        event('product.purchased', 40, { value: 1, order: 'A' }),
        event('ad.converted', 41, { platform: 'meta', order: 'A' }),
        event('ad.clicked', 50, { platform: 'meta' }),
      ],
      context,
    );
    const counts = { '\0meta': 2, 'meta\0google': 0, 'meta\0x': 1, 'x\0google': 1, 'google\0': 1 };
    expect(context.records.get('paths|1970-01-01')).toEqual(counts);
  });

  it('takes a touch back: its credit goes to those that are left, its steps leave the paths, before it comes too', async () => {
    const learning = attribute(planAttribution({ ...settings, models: ['last-click', 'markov'] }));
    let context = fakeContext({ strict: true });
    const feed = async (...events: ScoredEvent[]): Promise<ScoredEvent['credit']> => {
      const need = (): boolean => {
        let loaded = false;
        for (const one of events) {
          context.loadContact('ola');
          loaded = context.load([contactField('ola'), ...learning.reads!(one, context)]) || loaded;
        }
        return loaded;
      };
      while (need());
      return (await runOperator(learning, events, context)).at(-1)!.value.credit;
    };
    const [first, bot, again] = [
      event('ad.clicked', 10, { platform: 'meta', campaign: 'żniwa' }),
      event('ad.clicked', day + 30, { platform: 'google' }),
      event('ad.clicked', day + 35, { platform: 'x' }),
    ];
    await feed(first);
    await feed(bot, event('product.purchased', 2 * day, { value: 10 }));
    const back = (retracts: string): ScoredEvent => event('event.retracted', 3 * day, { retracts, of: 'ad.clicked', why: 'cancelled' });
    // After a restart nothing is in memory but what is asked for.
    context = fakeContext({ strict: true, contacts: context.contacts, state: context.records });
    expect(await feed(back(bot.id))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model: 'last-click', channel: 'google', value: -10 }),
        expect.objectContaining({ model: 'last-click', channel: 'meta', campaign: 'żniwa', value: 10 }),
      ]),
    );
    expect(await feed(back(bot.id))).toBeUndefined();
    expect(await feed(back(again.id))).toBeUndefined();
    expect(await feed(again)).toBeUndefined();
    const steps = new Map<string, number>();
    for (const date of ['paths|1970-01-01', 'paths|1970-01-02', 'paths|1970-01-03'])
      for (const [step, times] of Object.entries((context.records.get(date) ?? {}) as { [step: string]: number }))
        steps.set(step, (steps.get(step) ?? 0) + times);
    expect(Object.fromEntries([...steps].filter(([, times]) => times !== 0))).toEqual({ '\0meta': 1, 'meta\0': 1 });
  });

  it('counts the path of a conversion once, also where two tell it without an order', async () => {
    const learning = attribute(planAttribution({ ...settings, models: ['markov'] }));
    const context = fakeContext();
    const told = event('product.purchased', 40, { value: 1, currency: 'PLN' });
    await runOperator(
      learning,
      [event('ad.clicked', 10, { platform: 'meta' }), told, { ...told, id: 'p', source: 'piksel', at: 41 }],
      context,
    );
    expect(context.records.get('paths|1970-01-01')).toEqual({ '\0meta': 1, 'meta\0': 1 });
  });

  it('keeps the journey bounded and marks the contact as changed only when it did change', async () => {
    const context = fakeContext();
    const clicks = Array.from({ length: 40 }, (_, at) => event('ad.clicked', at, { platform: 'meta' }));
    await runOperator(operator, clicks, context);
    expect(context.contacts.get('ola')!.journey!.touches.length).toBe(5);
    context.changedContacts.clear();
    await runOperator(operator, [event('page.viewed', 41, {}), event('ad.clicked', 42, { platform: 5 })], context);
    expect(context.changedContacts.size).toBe(0);
  });

  it('announces the contacts of touches and conversions only', () => {
    expect(operator.contacts!(event('ad.clicked', 1, {}))).toBe('ola');
    expect(operator.contacts!(event('social.mentioned', 1, {}))).toBeUndefined();
  });
});
