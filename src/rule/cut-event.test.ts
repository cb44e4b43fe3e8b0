import type { ScoredEvent } from '#event';
import { expect, test } from 'vitest';
import { eventCutter } from './cut-event.ts';

const event: ScoredEvent = {
  id: '1',
  source: 's',
  type: 'social.mentioned',
  time: '2026-01-05T10:00:00Z',
  at: 1,
  received: 2,
  contact: 'c',
  data: { text: 'żółć', author: { followers: 5, id: 'a' }, tags: ['x'], none: null },
  sealed: 'v1.k.n.c.t',
  topics: ['kawa'],
};
const base = { id: '1', source: 's', type: 'social.mentioned', at: 1, contact: 'c' };

test.each<[string[][], object]>([
  [[], base],
  [[['topics']], { ...base, topics: ['kawa'] }],
  [
    [
      ['data', 'author', 'followers'],
      ['data', 'text'],
    ],
    { ...base, data: { text: 'żółć', author: { followers: 5 } } },
  ],
  [
    [
      ['data', 'author', 'followers'],
      ['data', 'author'],
    ],
    { ...base, data: { author: { followers: 5, id: 'a' } } },
  ],
  [[['data'], ['data', 'text']], { ...base, data: event.data }],
  [
    [
      ['data', 'none'],
      ['data', 'missing'],
      ['sentiment', 'score'],
    ],
    { ...base, data: {} },
  ],
  [[['data', 'tags', 'deeper']], { ...base, data: { tags: ['x'] } }],
])('keeps %j and what every signal has', (paths, expected) => {
  expect(eventCutter(paths)(event)).toEqual(expected);
});

test('a rule that reads the whole event gets it without its sealed part', () => {
  const { sealed: _sealed, ...rest } = event;
  expect(eventCutter([[]])(event)).toEqual(rest);
});
