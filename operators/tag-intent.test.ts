import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';
import { scoreSentiment } from './score-sentiment.ts';
import { tagIntent } from './tag-intent.ts';

const event = (text: string | number | null): ScoredEvent => ({
  id: '1',
  source: 'x',
  type: 'social.mentioned',
  time: '',
  at: 1,
  received: 1,
  data: { text },
});

describe('tag-intent', () => {
  it.each<[string | number | null, string | undefined]>([
    ['Kawomat znowu nie działa, kiedy wreszcie oddacie pieniądze?', 'complaint'],
    ['Rezygnuję z abonamentu i przechodzę do konkurencji', 'churn'],
    ['gdzie kupie taka kawe?', 'purchase'],
    ['Thank you so much, best coffee ever!', 'praise'],
    ['Pada deszcz', undefined],
    ['', undefined],
    [null, undefined],
    [5, undefined],
  ])('reads %j as %s', async (text, label) => {
    const batch = [event(text)];
    for (const operator of [detectLanguage(), scoreSentiment(), tagIntent()]) {
      const [message] = await runOperator(operator, batch, fakeContext());
      expect(message!.live).toBe(true);
      batch[0] = message!.value;
    }
    expect(batch[0]!.intent?.label).toBe(label);
    expect('intent' in batch[0]!).toBe(label !== undefined);
  });
});
