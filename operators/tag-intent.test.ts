import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { tagIntent as intentOf } from '#text';
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

  it('asks again about a text it has just read when its language or sentiment is another', async () => {
    const text = 'obsługa w tym sklepie';
    for (const [code, score] of [
      ['pl', -0.9],
      ['pl', 0.9],
      ['en', -0.9],
      ['pl', -0.9],
      ['pl', undefined],
    ] as const) {
      const sentiment = score === undefined ? {} : { sentiment: { score, label: 'negative', confidence: 1 } as const };
      const [message] = await runOperator(
        tagIntent(),
        [{ ...event(`${text}, reklamacja`), language: { code, confidence: 1 }, ...sentiment }],
        fakeContext(),
      );
      expect(message!.value.intent).toEqual(intentOf(`${text}, reklamacja`, code, message!.value.sentiment));
    }
    expect(intentOf(`${text}, reklamacja`, 'pl', { score: -0.9, label: 'negative', confidence: 1 })).not.toEqual(
      intentOf(`${text}, reklamacja`, 'pl', { score: 0.9, label: 'positive', confidence: 1 }),
    );
  });
});
