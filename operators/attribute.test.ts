import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { attribute } from './attribute.ts';

const day = 86_400_000;
const operator = attribute({ model: 'last-click', lookback: 30 * day, maxTouches: 5 });
const event = (type: string, at: number, data: JsonObject, contact: string | null = 'ola'): ScoredEvent => ({
  id: `${at}`,
  source: 'web',
  type,
  time: '',
  at,
  received: at,
  data,
  ...(contact === null ? {} : { contact }),
});
const owed = async (...events: ScoredEvent[]): Promise<ScoredEvent['credit']> => {
  const messages = await runOperator(operator, events, fakeContext());
  return messages.at(-1)!.value.credit;
};
const all = (channel: string, value: number, campaign?: string): unknown => [
  { channel, share: 1, value, model: 'last-click', ...(campaign === undefined ? {} : { campaign }) },
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
