import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { expect, it } from 'vitest';
import { scoreAspects } from './score-aspects.ts';

const topics = ['Kawomat', 'Herbatex'].map((name) => ({ name, kind: 'product' as const, words: [name.toLowerCase()] }));
const event = (text: string, more: Partial<ScoredEvent>): ScoredEvent => ({
  id: '1',
  source: 'x',
  type: 'social.mentioned',
  time: '',
  at: 1,
  received: 1,
  data: { text },
  language: { code: 'pl', confidence: 1 },
  ...more,
});
const sentiment = { score: -0.1, label: 'neutral', confidence: 0.5 } as const;

it('writes how a post speaks of each topic, where there are topics and a sentiment', async () => {
  const text = 'Kawomat jest rewelacyjny, ale Herbatex to porażka';
  const messages = await runOperator(
    scoreAspects(topics),
    [
      event(text, { topics: ['Kawomat', 'Herbatex'], sentiment }),
      event(text, { topics: ['Kawomat'], sentiment }),
      event(text, { topics: [], sentiment }),
      event(text, { topics: ['Kawomat'] }),
      event(text, { sentiment }),
    ],
    fakeContext(),
  );
  const [several, single, ...without] = messages.map(({ value }) => value.aspects);
  expect(several).toMatchObject([
    { topic: 'Kawomat', label: 'positive' },
    { topic: 'Herbatex', label: 'negative' },
  ]);
  expect(single).toEqual([{ topic: 'Kawomat', score: -0.1, label: 'neutral' }]);
  expect(without).toEqual([undefined, undefined, undefined]);
});
