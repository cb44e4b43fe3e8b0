import { assert, constantFrom, array, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containsWord } from './contains-word.ts';

describe('containsWord', () => {
  test.each<[string, string, boolean]>([
    ['Kawa, proszę', 'kawa', true],
    ['Pijemy KAWĘ.', 'kawę', true],
    ['kawałek', 'kawa', false],
    ['przekawa kawa', 'kawa', true],
    ['#kawa!', 'kawa', true],
    ['kawa_mrożona', 'kawa', false],
    ['nie polecam nikomu', 'nie polecam', true],
    ['nie polecamy', 'nie polecam', false],
    ['☕kawa☕', 'kawa', true],
    ['𝒶kawa', 'kawa', false],
    ['kawa', '', false],
    ['', 'kawa', false],
  ])('%j holds %j: %s', (text, word, expected) => {
    expect(containsWord(text, word)).toBe(expected);
  });

  test('is what cutting the text into words and looking for the word gives', () => {
    const piece = constantFrom('kawa', 'Ż', 'żur', ' ', ',', 'K', 'a', '7', '_', '☕', '-');
    assert(
      property(array(piece, { maxLength: 12 }), constantFrom('kawa', 'żur', 'a', '7'), (pieces, word) => {
        const text = pieces.join('');
        const words = text.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
        expect(containsWord(text, word)).toBe(words.includes(word));
      }),
    );
  });
});
