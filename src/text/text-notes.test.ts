import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notesOf } from './text-notes.ts';

describe('the notes of a text', () => {
  it('are found again by the same letters, and never by others', () => {
    // Texts of one length with the same last letters share a place.
    const texts = ['a', 'b', 'Nie działa mi ekspres :(', 'Nie dziala mi ekspres :(', `${'x'.repeat(80)}1`, `y${'x'.repeat(79)}1`, ''];
    assert(
      property(array(constantFrom(...texts), { maxLength: 60 }), (asked) => {
        const noted = new Map<string, string>();
        for (const text of asked) {
          const notes = notesOf(text.slice(0, 1) + text.slice(1));
          expect(notes.text).toBe(text);
          // Either what was noted of this very text, or nothing.
          if (notes.language !== undefined) expect(notes.language.code).toBe(noted.get(text));
          notes.language = { code: `of ${text}`, confidence: 1 };
          noted.set(text, `of ${text}`);
        }
        for (const text of asked) notesOf(text).language = undefined;
      }),
    );
  });

  it('of another text in the same place begin empty', () => {
    const one = `y${'x'.repeat(79)}1`;
    const other = `z${'x'.repeat(79)}1`;
    const notes = notesOf(one);
    Object.assign(notes, { language: { code: 'pl', confidence: 1 }, told: true, intent: { label: 'spam' }, sentiment: {}, models: {} });
    expect(notesOf(one)).toMatchObject({ told: true, language: { code: 'pl' } });
    expect(notesOf(other)).toMatchObject({ text: other, told: false, language: undefined, intent: undefined, sentiment: undefined });
    expect(notesOf(one)).toMatchObject({ text: one, told: false, language: undefined });
  });
});
