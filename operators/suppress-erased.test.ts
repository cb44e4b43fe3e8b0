import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { expect, it } from 'vitest';
import { suppressErased } from './suppress-erased.ts';

const event = (id: string, type: string, contact: string, source = 'shop'): ScoredEvent => ({
  id,
  source,
  type,
  time: '',
  at: 1,
  received: 1,
  contact,
  data: {},
});

it('forgets who was erased, and suppresses what comes of the person afterwards', async () => {
  const context = fakeContext({ contacts: [['ola', { lead: { score: 5, at: 1 } }]] });
  const messages = await runOperator(
    suppressErased,
    [
      event('1', 'page.viewed', 'ola'),
      event('2', 'contact.erased', 'ola', 'someone-else'),
      event('3', 'contact.erased', 'ola', 'crosscurrent'),
      event('4', 'page.viewed', 'ola'),
      event('5', 'page.viewed', 'jan'),
    ],
    context,
  );
  expect(messages.map(({ fate }) => fate)).toEqual([undefined, undefined, undefined, 'suppressed', undefined]);
  expect(context.contacts.has('ola')).toBe(false);
});
