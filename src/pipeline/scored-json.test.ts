import type { ScoredEvent } from '#event';
import { Message } from '#message';
import { describe, expect, it } from 'vitest';
import { scoredJson } from './scored-json.ts';

const event = (): ScoredEvent => ({
  id: 'a',
  source: 's',
  type: 'social.mentioned',
  time: '2026-01-01T00:00:00Z',
  at: 1,
  received: 2,
  data: { text: 'Zażółć "gęślą" jaźń,\n{}' },
});

describe('a scored event as JSON', () => {
  it.each<Partial<ScoredEvent>>([
    {},
    { language: { code: 'pl', confidence: 0.98 } },
    { language: { code: 'pl', confidence: 0.98 }, sentiment: { score: -0.7, label: 'negative', confidence: 0.9 }, topics: ['Kawomat'] },
    {
      lead: { score: 12, before: 3 },
      credit: [{ channel: 'ads', share: 1, value: 10, model: 'last-click', conversion: 's e1' }],
      topics: [],
    },
  ])('is what writing it anew would give: %j', (added) => {
    const value = { ...event(), ...added };
    expect(JSON.parse(scoredJson(new Message(value, '1-0', 0, JSON.stringify(event()))))).toEqual(value);
    expect(JSON.parse(scoredJson(new Message(value, '1-0', 0)))).toEqual(value);
  });
});
