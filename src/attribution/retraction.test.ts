import { describe, expect, it } from 'vitest';
import type { MarketingEvent } from '#event';
import type { JsonObject } from '#kernel';
import { conversionOf } from './conversion-of.ts';
import {
  type CreditDelta,
  emptyLedger,
  type LedgerBounds,
  mergeLedgers,
  noteConversion,
  noteRetraction,
  noteTouch,
  restate,
  type StatedConversion,
} from './credit-ledger.ts';
import { defaultCreditRules } from './credit-rules.ts';
import { retractionOf } from './retraction-of.ts';

const bounds: LedgerBounds = { maxTouches: 10, maxEntries: 3, corrections: 10_000, lookback: 10_000 };
const models = [{ name: 'last', rules: { ...defaultCreditRules, model: 'last' as const } }];
const event = (id: string, type: string, data: JsonObject, at = 100): MarketingEvent => ({
  id,
  source: 'sklep',
  type,
  time: '',
  at,
  received: at,
  data,
});
const bought = (id: string, data: JsonObject, at = 100): StatedConversion => conversionOf(event(id, 'product.purchased', data, at))!;
const owed = (deltas: readonly CreditDelta[]): readonly [string, number, number][] =>
  deltas.map(({ channel, share, minor }) => [channel, share, minor]);

describe('a retraction', () => {
  it.each<[string, JsonObject, object | undefined]>([
    ['names the event', { retracts: 'e1', of: 'product.purchased', why: 'deleted' }, { names: ['sklep e1'], waits: true }],
    ['names the order too', { retracts: 'e1', why: 'refunded', order: 'Z/7' }, { names: ['sklep e1', 'order Z/7'], waits: true }],
    ['of who knows what is not waited for', { retracts: 'e1', why: 'deleted' }, { names: ['sklep e1'], waits: false }],
    ['of a comment is none', { retracts: 'e1', of: 'social.commented', why: 'deleted' }, undefined],
    [
      'that edits a value restates',
      { retracts: 'e1', why: 'edited', corrected: { value: 12.34 } },
      { names: ['sklep e1'], waits: false, minor: 1_234 },
    ],
    ['that edits something else changes nothing', { retracts: 'e1', why: 'edited', corrected: { text: 'Żółta' } }, undefined],
    ['without an id is none', { why: 'deleted' }, undefined],
  ])('%s', (_words, data, expected) => {
    expect(retractionOf(event('r', 'event.retracted', data))).toEqual(expected);
  });

  it('takes value and count back, once, and nothing gives them again', () => {
    const ledger = emptyLedger();
    noteTouch(ledger, { at: 50, channel: 'meta', kind: 'click' }, models, bounds);
    expect(owed(noteConversion(ledger, bought('e1', { value: 20, order: 'A' }), models, bounds))).toEqual([['meta', 1, 2_000]]);
    expect(owed(noteRetraction(ledger, ['sklep e1'], true, models, bounds))).toEqual([['meta', -1, -2_000]]);
    expect(noteRetraction(ledger, ['sklep e1'], true, models, bounds)).toEqual([]);
    expect(noteTouch(ledger, { at: 60, channel: 'google', kind: 'click' }, models, bounds)).toEqual([]);
    expect(noteConversion(ledger, bought('e2', { value: 30, order: 'A' }, 200), models, bounds)).toEqual([]);
    expect(noteConversion(ledger, bought('e3', { value: 30, order: 'A', currency: 'EUR' }, 300), models, bounds)).toEqual([]);
    expect(ledger.retracted).toBeUndefined();
  });

  it('takes a lead back, which has a count and no value', () => {
    const ledger = emptyLedger();
    const lead = conversionOf(event('l1', 'lead.submitted', { platform: 'facebook', campaign: 'wiosna' }))!;
    expect(owed(noteConversion(ledger, lead, models, bounds))).toEqual([['facebook', 1, 0]]);
    expect(owed(noteRetraction(ledger, ['sklep l1'], true, models, bounds))).toEqual([['facebook', -1, 0]]);
  });

  it('waits for its conversion by event and by order, and is forgotten beyond the bound', () => {
    for (const names of [['sklep e1'], ['fremd x', 'order A']]) {
      const ledger = emptyLedger();
      expect(noteRetraction(ledger, names, true, models, bounds)).toEqual([]);
      expect(noteConversion(ledger, bought('e1', { value: 20, order: 'A' }), models, bounds)).toEqual([]);
      expect(ledger.entries[0]!.retracted).toBe(true);
    }
    const ledger = emptyLedger();
    for (const id of ['a', 'b', 'c', 'd']) noteRetraction(ledger, [`sklep ${id}`], true, models, bounds);
    expect(ledger.retracted).toEqual(['sklep b', 'sklep c', 'sklep d']);
    expect(noteRetraction(emptyLedger(), ['sklep x'], false, models, bounds)).toEqual([]);
  });

  it('meets its conversion when two contacts become one, whichever of them had it', () => {
    for (const turned of [false, true]) {
      const withConversion = emptyLedger();
      noteConversion(withConversion, bought('e1', { value: 20 }), models, bounds);
      const waiting = emptyLedger();
      noteRetraction(waiting, ['sklep e1'], true, models, bounds);
      const [one, other] = turned ? [waiting, withConversion] : [withConversion, waiting];
      const sum = mergeLedgers(one, other, models, bounds).reduce((all, { minor }) => all + minor, 0);
      expect(sum).toBe(-2_000);
      expect(one.retracted).toBeUndefined();
    }
  });

  it('of an order that both contacts have takes both out', () => {
    const [one, other] = [emptyLedger(), emptyLedger()];
    noteConversion(one, bought('e1', { value: 20, order: 'A' }), models, bounds);
    noteConversion(other, bought('e2', { value: 20, order: 'A' }), models, bounds);
    noteRetraction(other, ['sklep e2'], true, models, bounds);
    expect(mergeLedgers(one, other, models, bounds).reduce((all, { minor }) => all + minor, 0)).toBe(-2_000);
  });

  it('that edits gives the new value, unless something newer was said', () => {
    const ledger = emptyLedger();
    noteConversion(ledger, bought('e1', { value: 20 }, 100), models, bounds);
    expect(owed(restate(ledger, ['sklep e1'], 120, 1_500))).toEqual([['direct', 0, -500]]);
    expect(restate(ledger, ['sklep e1'], 110, 9_900)).toEqual([]);
    expect(restate(ledger, ['sklep anderes'], 130, 9_900)).toEqual([]);
  });
});
