import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { tagTopics } from './tag-topics.ts';

const operator = tagTopics([
  { name: 'Kawomat', kind: 'product', words: ['Kawomat'] },
  { name: 'Żabka', kind: 'brand', words: ['Żabka'] },
]);
const event = (data: JsonObject): ScoredEvent => ({ id: '1', source: 'x', type: 'social.mentioned', time: '', at: 1, received: 1, data });

describe('tag-topics', () => {
  it.each<[JsonObject, string[] | undefined]>([
    [{ text: 'Byłam w Żabce z kawomatem' }, ['Żabka', 'Kawomat']],
    [{ text: 'bylam w zabce' }, ['Żabka']],
    [{ text: 'nowość', hashtags: ['KawomatPro', 7] }, ['Kawomat']],
    [{ text: 'nowość', hashtags: 'Kawomat' }, []],
    [{ text: 'super!', brand: 'żabka' }, ['Żabka']],
    [{ text: 'Żabka', brand: 'Żabka' }, ['Żabka']],
    [{ brand: 'Biedronka' }, []],
    [{ text: null }, undefined],
    [{}, undefined],
  ])('tags %j with %j', async (data, topics) => {
    const [message] = await runOperator(operator, [event(data)], fakeContext());
    expect(message!.live).toBe(true);
    expect(message!.value.topics).toEqual(topics);
  });
});
