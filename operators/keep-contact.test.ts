import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { keepContact } from './keep-contact.ts';

const statement = (type: string, at: number, purposes: Json, more: Partial<ScoredEvent> = {}): ScoredEvent => ({
  id: `${at}`,
  source: 'crm',
  type,
  time: '',
  at,
  received: at,
  contact: 'ola',
  data: { purposes },
  ...more,
});
const granted = 'consent.granted';
const withdrawn = 'consent.withdrawn';

describe('keep-contact', () => {
  it.each<[string, ScoredEvent[], boolean]>([
    ['a withdrawal after a grant', [statement(granted, 10, ['profilowanie']), statement(withdrawn, 20, ['profilowanie'])], false],
    [
      'a withdrawal that a late grant follows',
      [statement(withdrawn, 20, ['profilowanie']), statement(granted, 15, ['profilowanie'])],
      false,
    ],
    ['a new grant after a withdrawal', [statement(withdrawn, 20, ['profilowanie']), statement(granted, 30, ['profilowanie'])], true],
    ['a withdrawal of the same moment', [statement(withdrawn, 20, ['profilowanie']), statement(granted, 20, ['profilowanie'])], false],
    [
      'a withdrawal of the same moment, come second',
      [statement(granted, 20, ['profilowanie']), statement(withdrawn, 20, ['profilowanie'])],
      false,
    ],
  ])('keeps the newest statement: %s', async (_, statements, answer) => {
    const context = fakeContext();
    await runOperator(keepContact(), statements, context);
    expect(context.contacts.get('ola')!.consents!['profilowanie']!.granted).toBe(answer);
    expect(context.changedContacts).toEqual(new Set(['ola']));
  });

  it('keeps the sealed fields as first seen', async () => {
    const context = fakeContext();
    const values = [
      statement('lead.submitted', 1, [], { sealed: 'v1.first' }),
      statement('lead.submitted', 2, [], { sealed: 'v1.second' }),
    ];
    await runOperator(keepContact(), values, context);
    expect(context.contacts.get('ola')).toEqual({ sealed: 'v1.first' });
  });

  it('announces the contacts it reads, and no others', () => {
    const { contacts } = keepContact();
    expect(contacts!(statement(granted, 1, ['a']))).toBe('ola');
    expect(contacts!(statement('ad.clicked', 1, [], { sealed: 'v1.x' }))).toBe('ola');
    expect(contacts!(statement('ad.clicked', 1, []))).toBeUndefined();
  });

  it.each<Json>([null, 'retargeting', [], [7, null], ['__proto__']])('makes nothing of the purposes %j', async (purposes) => {
    const context = fakeContext();
    const [message] = await runOperator(keepContact(), [statement(granted, 1, purposes)], context);
    expect(message!.live).toBe(true);
    expect(context.changedContacts.size).toBe(0);
  });

  it('keeps the zone that the newest event named, from the event or its traits, and no nonsense', async () => {
    const context = fakeContext();
    const seen = (at: number, data: ScoredEvent['data']): ScoredEvent => ({ ...statement('page.viewed', at, null), data });
    const zoneAfter = async (...events: ScoredEvent[]): Promise<unknown> => {
      await runOperator(keepContact(), events, context);
      return context.contacts.get('ola')?.zone;
    };
    expect(await zoneAfter(seen(5, { timezone: 'Europe/Warszawa' }))).toBeUndefined();
    expect(await zoneAfter(seen(10, { timezone: 'Europe/Warsaw' }))).toEqual({ name: 'Europe/Warsaw', at: 10 });
    expect(await zoneAfter(seen(20, { traits: { timezone: 'Asia/Tokyo' } }), seen(15, { timezone: 'America/Lima' }))).toEqual({
      name: 'Asia/Tokyo',
      at: 20,
    });
    context.changedContacts.clear();
    expect(await zoneAfter(seen(30, { timezone: 'Asia/Tokyo' }), seen(40, { timezone: '+02:00' }))).toEqual({ name: 'Asia/Tokyo', at: 20 });
    expect(context.changedContacts.size).toBe(0);
  });

  it('bounds the purposes of a contact', async () => {
    const context = fakeContext();
    const values = Array.from({ length: 300 }, (_, index) => statement(granted, index, [`cel ${index}`]));
    await runOperator(keepContact(), values, context);
    expect(Object.keys(context.contacts.get('ola')!.consents!).length).toBe(100);
  });
});
