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
    ['Ich liebe dieses Geschäft, super Service, vielen Dank!', 'de', 'positive'],
    ['Pésimo servicio, nunca más, qué vergüenza', 'es', 'negative'],
    ["J'adore ce café, c'est génial, merci !", 'fr', 'positive'],
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
    expect(scoreSentiment('Det är underbart', 'sv')).toBeUndefined();
    expect(scoreSentiment('Det är underbart', 'constructor')).toBeUndefined();
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

describe('obfuscated words, slang and understatement', () => {
  it.each([
    ['b3znadziejny sklep', 'beznadziejny sklep', 'pl'],
    ['this is sh1t', 'this is shit', 'en'],
    ['what the f**k', 'what the fuck', 'en'],
    ['k*rwa, znowu nie działa', 'kurwa, znowu nie działa', 'pl'],
    ['j***ny kurier', 'jebany kurier', 'pl'],
    ['zaj*biście', 'zajebiście', 'pl'],
  ])('reads "%s" as "%s"', (masked, plain, language) => {
    expect(scoreSentiment(masked, language)!.score).toBeCloseTo(scoreSentiment(plain, language)!.score, 1);
  });

  it.each([
    ['gratis* przy zakupie', 'gratis przy zakupie', 'pl'],
    ['2*3 to 6', '2 3 to 6', 'pl'],
  ])('takes the asterisk of "%s" for no mask', (text, same, language) => {
    expect(scoreSentiment(text, language)).toEqual(scoreSentiment(same, language));
  });

  it.each([
    ['zajebisty ekspres', 'pl', 'positive'],
    ['zajebiscie', 'pl', 'positive'],
    ['nie jest zła', 'pl', 'positive'],
    ['not bad at all', 'en', 'positive'],
    ['ale kicha, badziew i syf', 'pl', 'negative'],
    ['do dupy z taką obsługą', 'pl', 'negative'],
  ])('reads "%s" (%s) as %s', (text, language, label) => {
    expect(scoreSentiment(text, language)?.label).toBe(label);
  });

  it.each([
    ['I am a Muslim', 'en'],
    ['My friend is gay', 'en'],
    ['Jestem Ukrainką', 'pl'],
    ['Jestem gejem', 'pl'],
    ['I am deaf', 'en'],
  ])('hears no mood in who somebody is: "%s" (%s)', (text, language) => {
    expect(scoreSentiment(text, language)?.label).toBe('neutral');
  });
});

describe('explainSentiment', () => {
  it('names the words that drove the score', () => {
    expect(explainSentiment('Paczka dotarła, ale obsługa jest beznadziejna', 'pl')?.words?.[0]).toBe('beznadziejna');
    expect(explainSentiment('Paczka doszła #NiePolecam', 'pl')?.words).toContain('#niepolecam');
    expect(explainSentiment('The hotel room was awful yesterday', 'en')?.words?.[0]).toBe('awful');
  });
});
