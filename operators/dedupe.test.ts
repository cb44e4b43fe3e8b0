import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { dedupe } from './dedupe.ts';

const event = (source: string, id: string): ScoredEvent => ({
  id,
  source,
  type: 'social.mentioned',
  time: '',
  at: 1,
  received: 1,
  data: {},
});

describe('dedupe', () => {
  it('lets the first of each source and id through, and settles the others as duplicates', async () => {
    const context = fakeContext();
    const values = [event('x', '1'), event('meta', '1'), event('x', '1'), event('x', 'żółć'), event('x', 'żółć')];
    const messages = await runOperator(dedupe(), values, context);
    expect(messages.map((message) => message.fate)).toEqual([undefined, undefined, 'duplicate', undefined, 'duplicate']);
    const later = await runOperator(dedupe(), [event('meta', '1')], context);
    expect(later[0]!.fate).toBe('duplicate');
  });

  it('lets an event that is sent again from the dead letters pass once more each time', async () => {
    const context = fakeContext();
    const values = [
      event('x', '1'),
      { ...event('x', '1'), replay: 1 },
      { ...event('x', '1'), replay: 1 },
      { ...event('x', '1'), replay: 2 },
    ];
    const messages = await runOperator(dedupe(), values, context);
    expect(messages.map((message) => message.fate)).toEqual([undefined, undefined, 'duplicate', undefined]);
  });
});
