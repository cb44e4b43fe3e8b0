import type { ScoredEvent } from '#event';
import { fakeContext, runOperator } from '#testing';
import { type AskedText, ReadSentiment, SentimentModels, type TextModel } from '#text';
import { describe, expect, it } from 'vitest';
import { askTextModel } from './ask-text-model.ts';

const event = (id: string, text: string | null, code: string | undefined, score?: number): ScoredEvent => ({
  id,
  source: 'x',
  type: 'social.mentioned',
  time: '',
  at: 1,
  received: 1,
  data: { text },
  ...(code === undefined ? {} : { language: { code, confidence: 0.9 } }),
  ...(score === undefined
    ? {}
    : { sentiment: new ReadSentiment({ score, label: 'neutral', confidence: 0.5 }, text ?? '', 'pl', new SentimentModels()) }),
});

describe('ask-text-model', () => {
  it('asks once a batch about the texts of its languages, takes its word, and notes whose each score is', async () => {
    const asked: (readonly AskedText[])[] = [];
    const model: TextModel = {
      speaks: (language) => language !== 'de',
      async ask(texts) {
        asked.push(texts);
        return texts.map(({ text }) =>
          text === 'dramat' ? { score: -0.9, label: 'negative', confidence: 0.97, model: 'sentix-3' } : undefined,
        );
      },
    };
    const batch = [
      event('1', 'dramat', 'pl', 0.2),
      event('2', 'no, super…', 'pl', 0.7),
      event('3', 'toll', 'de', 0.8),
      event('4', null, undefined),
      event('5', 'Det är bra', 'sv'),
    ];
    const shared = batch[1]!.sentiment;
    const messages = await runOperator(askTextModel(model), batch, fakeContext());
    expect(messages.every((message) => message.live)).toBe(true);
    expect(asked).toEqual([
      [
        { text: 'dramat', language: 'pl' },
        { text: 'no, super…', language: 'pl' },
        { text: 'Det är bra', language: 'sv' },
      ],
    ]);
    // Sentiments of equal texts are shared: what is noted on one must not be noted on the others.
    expect(shared?.model).toBeUndefined();
    expect(messages.map(({ value }) => [value.sentiment?.score, value.sentiment?.model])).toEqual([
      [-0.9, 'sentix-3'],
      [0.7, 'built-in'],
      [0.8, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('asks nothing where there is nothing to ask about', async () => {
    const model: TextModel = { speaks: () => true, ask: async () => Promise.reject(new Error('nobody should ask')) };
    const [message] = await runOperator(askTextModel(model), [event('1', '', 'pl')], fakeContext());
    expect(message!.live).toBe(true);
  });
});
