import type { MarketingEvent } from '#event';
import type { JsonObject } from '#kernel';
import { describe, expect, it } from 'vitest';
import { conversionOf } from './conversion-of.ts';
import {
  type CreditLedger,
  emptyLedger,
  mergeLedgers,
  type NamedModel,
  noteConversion,
  noteRefund,
  noteTouch,
  worthOf,
} from './credit-ledger.ts';
import { defaultCreditRules } from './credit-rules.ts';

const models: readonly NamedModel[] = [{ name: 'last', rules: { ...defaultCreditRules, model: 'last' } }];
const bounds = { maxTouches: 50, maxEntries: 50, corrections: 86_400_000, lookback: 86_400_000 };
const MINUTE = 60_000;
/** One minute before the clocks go forward in Poland. */
const NOON = '2026-03-29T01:59:00+01:00';

/** A contact's conversions, as its reporters tell them. */
class Reports {
  readonly ledger: CreditLedger = emptyLedger();
  owed = 0;

  /** Notes what a reporter says; `time` is ISO 8601, or minutes after NOON. */
  say(by: string, time: string | number, data: JsonObject, id = `${by} ${time}`): this {
    const at = typeof time === 'number' ? Date.parse(NOON) + time * MINUTE : Date.parse(time);
    const event = { id, source: by, type: 'product.purchased', time: '', at, received: at, data } as MarketingEvent;
    for (const { minor } of noteConversion(this.ledger, conversionOf(event)!, models, bounds)) this.owed += minor;
    return this;
  }

  refund(id: string, minor: number): this {
    for (const delta of noteRefund(this.ledger, id, minor, bounds)) this.owed += delta.minor;
    return this;
  }

  /** What the conversions are worth, oldest first; it is also what is owed. */
  get worth(): number[] {
    const worth = this.ledger.entries.map(worthOf);
    expect(this.owed).toBe(worth.reduce((sum, one) => sum + one, 0));
    return worth;
  }

  get reporters(): string[][] {
    return this.ledger.entries.map(({ reports = [] }) => reports.map(({ by }) => by));
  }
}

const buty = { value: 129.99, currency: 'PLN', items: ['Buty „Źdźbło”'] };

describe('conversions that are alike', () => {
  it('are one, by whomever they are told, and keep all who told them', () => {
    const reports = new Reports()
      .say('piksel', 0, buty)
      .say('serwer', 3, buty)
      .say('Łódzki Pośrednik', 7, { ...buty, platform: 'żabka-ads' });
    expect(reports.worth).toEqual([12_999]);
    expect(reports.reporters).toEqual([['piksel', 'serwer', 'żabka-ads']]);
  });

  it('are two where one reporter tells them, however its name is written elsewhere', () => {
    expect(new Reports().say('Sklep Żółw', 0, buty).say('Sklep Żółw', 1, buty).worth).toEqual([12_999, 12_999]);
    expect(new Reports().say('Sklep Żółw', 0, buty).say('Sklep Zolw', 1, buty).worth).toEqual([12_999]);
    // The platform that a report comes from is who tells it, through whichever source it came.
    const two = { ...buty, platform: 'meta' };
    expect(new Reports().say('capi', 0, two).say('piksel', 1, two).worth).toEqual([12_999, 12_999]);
  });

  it.each([
    ['at the same moment', 0, 1],
    ['thirty minutes later', 30, 1],
    ['thirty minutes earlier', -30, 1],
    ['a millisecond beyond', 30 + 1 / MINUTE, 2],
    ['a millisecond too early', -30 - 1 / MINUTE, 2],
  ])('are near in time: %s', (_, minutes, conversions) => {
    expect(new Reports().say('piksel', 0, buty).say('serwer', minutes, buty).worth).toHaveLength(conversions);
  });

  it.each([
    ['a grosz more', { value: 130 }, 2],
    ['a grosz less', { value: 129.98 }, 2],
    ['less than half a grosz away', { value: 129.994 }, 1],
    ['another currency', { currency: 'EUR' }, 2],
    ['a currency that is not known', { currency: '' }, 2],
  ])('have the same amount in the same currency: %s', (_, other, conversions) => {
    expect(new Reports().say('piksel', 0, buty).say('serwer', 1, { ...buty, ...other }).worth).toHaveLength(conversions);
  });

  it('are never told by leads and others without a value', () => {
    expect(new Reports().say('piksel', 0, { currency: 'PLN' }).say('serwer', 0, { currency: 'PLN' }).worth).toEqual([0, 0]);
  });

  it('are at the same moment, whatever time zone it is told in and though the clocks went forward', () => {
    expect(new Reports().say('piksel', NOON, buty).say('serwer', '2026-03-29T03:01:00+02:00', buty).worth).toEqual([12_999]);
    expect(new Reports().say('piksel', NOON, buty).say('serwer', '2026-03-28T19:59:00-05:00', buty).worth).toEqual([12_999]);
    // The same hour on the wall in Warsaw and in London is not the same moment.
    expect(
      new Reports().say('piksel', '2026-07-01T12:00:00+02:00', buty).say('serwer', '2026-07-01T12:00:00+01:00', buty).worth,
    ).toHaveLength(2);
  });

  it('may have one order, and not two', () => {
    const reports = new Reports().say('piksel', 0, buty).say('serwer', 1, { ...buty, order: 'ZAM/7' });
    expect(reports.worth).toEqual([12_999]);
    expect(reports.say('erp', 2, { ...buty, order: 'ZAM/8' }).worth).toEqual([12_999, 12_999]);
    // Its order names it from now on, however late.
    expect(reports.say('kurier', 5_000, { ...buty, order: 'ZAM/7' }).refund('order ZAM/7', 2_999).worth).toEqual([10_000, 12_999]);
  });

  it('go to the oldest of two that was not told by the same reporter, so that two purchases stay two', () => {
    const reports = new Reports().say('piksel', 0, buty).say('piksel', 10, buty);
    expect(reports.say('serwer', 11, buty).reporters).toEqual([['piksel', 'serwer'], ['piksel']]);
    expect(reports.say('serwer', 1, buty).reporters).toEqual([
      ['piksel', 'serwer'],
      ['piksel', 'serwer'],
    ]);
    // A third by that reporter is a purchase that the other did not see.
    expect(reports.say('serwer', 12, buty).worth).toEqual([12_999, 12_999, 12_999]);
  });

  it('are alike in what they are worth by the newest statement', () => {
    const reports = new Reports().say('piksel', 0, buty, 'k1').say('piksel', 2, { ...buty, value: 99 }, 'k1');
    expect(reports.say('serwer', 3, { ...buty, value: 99 }).worth).toEqual([9_900]);
    expect(reports.say('erp', 3, buty).worth).toEqual([9_900, 12_999]);
  });

  it('hear a refund that came before the name it is of', () => {
    const before = new Reports().refund('order ZAM/7', 2_999).say('piksel', 0, buty);
    expect(before.worth).toEqual([12_999]);
    expect(before.say('serwer', 1, { ...buty, order: 'ZAM/7' }).worth).toEqual([10_000]);
    expect(
      new Reports()
        .refund('order ZAM/7', 2_999)
        .say('piksel', 1, buty)
        .say('serwer', 0, { ...buty, order: 'ZAM/7' }).worth,
    ).toEqual([10_000]);
  });

  it('are credited once, to the touches before them', () => {
    const reports = new Reports();
    noteTouch(reports.ledger, { at: Date.parse(NOON) - MINUTE, channel: 'meta', campaign: 'święta-łódź', kind: 'click' }, models, bounds);
    reports.say('piksel', 0, buty).say('serwer', 1, { ...buty, platform: 'google', campaign: 'żniwa' });
    expect(reports.worth).toEqual([12_999]);
    expect(reports.ledger.entries[0]!.credits['last']).toMatchObject([{ channel: 'meta', minor: 12_999 }]);
  });

  it('are one also when they were told of two contacts that turn out to be one', () => {
    const ola = new Reports().say('piksel', 0, buty).say('piksel', 20, buty);
    const ewa = new Reports().say('serwer', 1, { ...buty, order: 'ZAM/7' }).refund('order ZAM/7', 999);
    for (const { minor } of mergeLedgers(ola.ledger, ewa.ledger, models, bounds)) ola.owed += minor;
    ola.owed += ewa.owed;
    expect(ola.worth).toEqual([12_000, 12_999]);
    expect(ola.reporters).toEqual([['piksel', 'serwer'], ['piksel']]);
    // The order names it here too.
    expect(ola.refund('order ZAM/7', 2_000).worth).toEqual([10_000, 12_999]);
  });
});
