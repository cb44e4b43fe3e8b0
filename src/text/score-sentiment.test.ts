import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainSentiment } from './explain-sentiment.ts';
import { scoreSentiment } from './score-sentiment.ts';

describe('scoreSentiment', () => {
  it.each([
    ['I love this coffee machine, best purchase ever! 😍', 'en', 'positive'],
    ['Terrible support, my order never arrived and nobody cares', 'en', 'negative'],
    ['The support was not helpful :(', 'en', 'negative'],
    ['The store opens at 9 on Monday', 'en', 'neutral'],
    ['Jestem zachwycona, Kawomat jest rewelacyjny, polecam wszystkim!', 'pl', 'positive'],
    ['zajebiscie, polecam to wszystkim', 'pl', 'positive'],
    ['Dramat, nie działa, beznadziejna obsługa i zero odpowiedzi', 'pl', 'negative'],
    ['nie dziala, porazka, oddajcie moje pieniadze', 'pl', 'negative'],
    ['Konferencja prasowa premiera odbędzie się o 12:00 w Warszawie', 'pl', 'neutral'],
  ])('reads "%s" (%s) as %s', (text, language, label) => {
    expect(scoreSentiment(text, language)?.label).toBe(label);
  });

  it('lets a negation turn a word', () => {
    const plain = scoreSentiment('this is good', 'en')!.score;
    const negated = scoreSentiment('this is not good', 'en')!.score;
    expect(negated).toBeLessThan(plain - 0.3);
    expect(scoreSentiment('nie polecam', 'pl')!.score).toBeLessThan(scoreSentiment('polecam', 'pl')!.score - 0.3);
  });

  it('does not score a language it was not trained on', () => {
    expect(scoreSentiment('Das ist wunderbar', 'de')).toBeUndefined();
  });

  it('stays within its ranges for any text', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 300 }), constantFrom('en', 'pl', 'und'), (text, language) => {
        const answer = scoreSentiment(text, language)!;
        expect(Math.abs(answer.score)).toBeLessThanOrEqual(1);
        expect(answer.confidence).toBeGreaterThanOrEqual(0.333);
        expect(answer.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('bounds its work on a very long post', () => {
    const answer = scoreSentiment('świetny produkt '.repeat(100_000), 'pl')!;
    expect(answer.label).toBe('positive');
  });
});

describe('explainSentiment', () => {
  it('names the words that drove the score', () => {
    expect(explainSentiment('Paczka dotarła, ale obsługa jest beznadziejna', 'pl')?.words?.[0]).toBe('beznadziejna');
    expect(explainSentiment('The hotel room was awful yesterday', 'en')?.words?.[0]).toBe('awful');
  });
});
