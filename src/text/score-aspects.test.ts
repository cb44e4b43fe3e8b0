import { describe, expect, it } from 'vitest';
import { compileTopics } from './compile-topics.ts';
import { detectLanguage } from './detect-language.ts';
import { scoreAspects } from './score-aspects.ts';
import { SentimentModels } from './sentiment-models.ts';
import { tagTopics } from './tag-topics.ts';

const matcher = compileTopics([
  { name: 'Kawomat', kind: 'product', words: ['kawomat'] },
  { name: 'Herbatex', kind: 'product', words: ['herbatex'] },
  { name: 'Zefir', kind: 'brand', words: ['zefir'] },
]);
const models = new SentimentModels();

function aspectsOf(text: string, more: readonly string[] = []) {
  const language = detectLanguage(text).code;
  const topics = [...tagTopics(text, [], matcher), ...more];
  return scoreAspects(text, topics, matcher, language, models.score(text, language)!, models);
}

describe('scoreAspects', () => {
  it.each<[string, Record<string, number>]>([
    ['Kawomat jest rewelacyjny, ale Herbatex to porażka', { Kawomat: 1, Herbatex: -1 }],
    ['Herbatex beznadziejny, za to kawomatem jestem zachwycona', { Herbatex: -1, Kawomat: 1 }],
    ['Uwielbiam Kawomat. Herbatex zepsuł się po tygodniu, dramat, nie polecam.', { Kawomat: 1, Herbatex: -1 }],
    ['Polecam, Kawomat super, jednak Zefir okropny', { Kawomat: 1, Zefir: -1 }],
    ['I love the Kawomat but the Herbatex is terrible and broke after a day', { Kawomat: 1, Herbatex: -1 }],
    ['Kawomat is awful, although Zefir is great, thank you', { Kawomat: -1, Zefir: 1 }],
    ['Kawomat jest lepszy niż Herbatex', { Kawomat: 1, Herbatex: -1 }],
    ['Wolę Zefir od Kawomatu', { Zefir: 1, Kawomat: -1 }],
    ['The Kawomat is worse than the Herbatex', { Kawomat: -1, Herbatex: 1 }],
    ['Kocham Kawomat i Herbatex, oba są świetne', { Kawomat: 1, Herbatex: 1 }],
  ])('"%s"', (text, expected) => {
    const signs = Object.fromEntries(aspectsOf(text).map(({ topic, score }) => [topic, Math.sign(score)]));
    expect(signs).toEqual(expected);
  });

  it('gives a single topic, and one that the text does not name, the sentiment of the whole', () => {
    const text = 'Kawomat jest rewelacyjny, ale obsługa fatalna';
    const whole = models.score(text, 'pl')!;
    expect(aspectsOf(text)).toEqual([{ topic: 'Kawomat', score: whole.score, label: whole.label }]);
    expect(aspectsOf(text, ['Marka'])).toEqual(['Kawomat', 'Marka'].map((topic) => ({ topic, score: whole.score, label: whole.label })));
    expect(aspectsOf('Jestem zachwycona')).toEqual([]);
  });
});
