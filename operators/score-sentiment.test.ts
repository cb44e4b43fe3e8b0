import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { SentimentModels } from '#text';
import { describe, expect, it } from 'vitest';
import { scoreSentiment } from './score-sentiment.ts';

const event = (text: string | number | null, code?: string): ScoredEvent => ({
  id: '1',
  source: 'x',
  type: 'social.mentioned',
  time: '',
  at: 1,
  received: 1,
  data: { text },
  ...(code === undefined ? {} : { language: { code, confidence: 0.9 } }),
});

describe('score-sentiment', () => {
  it.each<[string | number | null, string | undefined, string | undefined]>([
    ['Polecam, świetna kawa i super obsługa!', 'pl', 'positive'],
    ['nie polecam, dramat, nic nie dziala', 'pl', 'negative'],
    ['I love it, best coffee ever', undefined, 'positive'],
    ['Das ist wunderbar, ich liebe es!', 'de', 'positive'],
    ['Det är underbart', 'sv', undefined],
    ['', 'pl', undefined],
    [null, 'pl', undefined],
    [5, 'pl', undefined],
  ])('reads %j (%s) as %s', async (text, code, label) => {
    const [message] = await runOperator(scoreSentiment(), [event(text, code)], fakeContext());
    expect(message!.live).toBe(true);
    expect(message!.value.sentiment?.label).toBe(label);
    // Why a score is what it is, is worked out when somebody asks, never per event.
    expect(JSON.stringify(message!.value)).not.toContain('words');
  });

  it('scores a text it has just scored by the language and the models of this event', async () => {
    const shipped = new SentimentModels();
    const text = 'super obsługa, no problem';
    for (const code of ['pl', 'en', 'sv', 'pl', 'de', 'en']) {
      const [message] = await runOperator(scoreSentiment(shipped), [event(text, code)], fakeContext());
      expect(message!.value.sentiment?.score, code).toBe(shipped.score(text, code)?.score);
    }
    expect(shipped.score(text, 'pl')!.score).not.toBe(shipped.score(text, 'en')!.score);
    const own = { score: () => ({ score: -1, label: 'negative', confidence: 1 }) } as unknown as SentimentModels;
    const [message] = await runOperator(scoreSentiment(own), [event(text, 'en')], fakeContext());
    expect(message!.value.sentiment!.score).toBe(-1);
  });

  it('names the words that drove the score when they are read', async () => {
    const [message] = await runOperator(scoreSentiment(), [event('Paczka dotarła, ale obsługa beznadziejna', 'pl')], fakeContext());
    expect(message!.value.sentiment?.words?.[0]).toBe('beznadziejna');
  });
});
