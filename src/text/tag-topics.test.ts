import { describe, expect, it } from 'vitest';
import { compileTopics } from './compile-topics.ts';
import { tagTopics } from './tag-topics.ts';

const matcher = compileTopics([
  { name: 'Kawomat', kind: 'product', words: ['Kawomat'] },
  { name: 'Kawomat Pro', kind: 'product', words: ['Kawomat Pro'] },
  { name: 'kawa', kind: 'theme', words: ['kawa', 'coffee'] },
  { name: 'przesyłka', kind: 'theme', words: ['paczka', 'przesyłka', 'dostawa'] },
  { name: 'ekspres ciśnieniowy', kind: 'product', words: ['ekspres ciśnieniowy', 'espresso machine'] },
  { name: 'rower', kind: 'theme', words: ['rower'] },
  { name: 'pączek', kind: 'theme', words: ['pączek'] },
  { name: 'Żabka', kind: 'brand', words: ['Żabka'] },
  { name: 'BMW', kind: 'brand', words: ['BMW'] },
  { name: 'akcja', kind: 'theme', words: ['#RatujKawę'] },
]);
const tag = (text: string, hashtags: string[] = []): string[] => tagTopics(text, hashtags, matcher).sort();

describe('tagTopics', () => {
  it.each([
    ['Kawomat', 'Kawomatu', 'Kawomatowi', 'Kawomatem', 'kawomaty', 'kawomatów', 'KAWOMATAMI', 'w kawomacie', 'o kawomatach', "Kawomat's"],
    ['kawa', 'kawy', 'kawie', 'kawę', 'kawą', 'kawami', 'kaw', 'coffee', 'coffees'],
    ['przesyłka', 'paczki', 'paczkę', 'paczce', 'paczek', 'paczkami', 'przesyłek', 'PRZESYLKE', 'dostawy', 'dostaw', 'dostawie'],
    ['rower', 'roweru', 'rowerze', 'rowerami', 'rowerem'],
    ['pączek', 'pączka', 'paczkiem i pączki'.split(' ')[2]!, 'pączków'],
    ['Żabka', 'zabki', 'Żabce', 'żabkę', 'Żabek'],
    ['BMW', 'bmw', 'BMW-u'],
  ])('finds %s in its inflected forms', (name, ...forms) => {
    for (const form of forms) expect(tag(`Dziś znowu ${form} i tyle.`), form).toContain(name);
  });

  it.each(['kawaleria jedzie', 'kawaler do wzięcia', 'Kawasaki', 'rowerzysta', 'kawomatyka', 'dostawczak', 'BMWX'])(
    'does not find a topic inside the unrelated "%s"',
    (text) => {
      expect(tag(text)).toEqual([]);
    },
  );

  it('finds a writing of several words in a row, each inflected', () => {
    expect(tag('Kupiłam ekspresy ciśnieniowe')).toEqual(['ekspres ciśnieniowy']);
    expect(tag('Naprawa ekspresu cisnieniowego od reki')).toEqual(['ekspres ciśnieniowy']);
    expect(tag('two espresso machines')).toEqual(['ekspres ciśnieniowy']);
    expect(tag('ekspres do Krakowa, tekst ciśnieniowy')).toEqual([]);
  });

  it('finds hashtags whole and in CamelCase, in the text or beside it', () => {
    expect(tag('#KawomatPro')).toEqual(['Kawomat', 'Kawomat Pro']);
    expect(tag('#kawomatpro')).toEqual(['Kawomat Pro']);
    expect(tag('#KochamKawomat')).toEqual(['Kawomat']);
    expect(tag('', ['KawomatPro', '#kawa'])).toEqual(['Kawomat', 'Kawomat Pro', 'kawa']);
  });

  it('finds a writing with # only as a hashtag', () => {
    expect(tag('#ratujkawe')).toEqual(['akcja']);
    expect(tag('#RatujKawę teraz')).toContain('akcja');
    expect(tag('ratuj kawę')).toEqual(['kawa']);
  });

  it('does not look into links and mentions', () => {
    expect(tag('@kawomat https://kawomat.example/kawa')).toEqual([]);
  });

  it('finds nothing without topics', () => {
    expect(tagTopics('kawa', ['kawa'], compileTopics([]))).toEqual([]);
  });
});
