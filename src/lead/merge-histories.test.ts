import { describe, expect, it } from 'vitest';
import type { LeadHistory, LeadQuestion } from './lead-history.ts';
import { mergeHistories } from './merge-histories.ts';

const day = 86_400_000;
const horizon = 14 * day;
const asked = (at: number): LeadQuestion => ({ at, columns: [['branża', 'meble']] });
const merge = (history: LeadHistory, other: LeadHistory): { answered: string[]; open: number | undefined } => ({
  answered: mergeHistories(history, other, day, horizon).map(
    ({ question, converted, at }) => `${question.at / day} ${converted} ${at / day}`,
  ),
  open: history.asked && history.asked.at / day,
});

describe('histories of one person', () => {
  it('keep the newer value and add up what fades', () => {
    const history: LeadHistory = { values: { branża: ['meble', 1], miasto: ['Łódź', 9] }, counts: { 'page.viewed': [4, day] } };
    mergeHistories(
      history,
      { values: { branża: ['buty', 2], miasto: ['Kraków', 3] }, counts: { 'page.viewed': [1, 2 * day], x: [1, 5] } },
      day,
      horizon,
    );
    expect(history).toEqual({ values: { branża: ['buty', 2], miasto: ['Łódź', 9] }, counts: { 'page.viewed': [3, 2 * day], x: [1, 5] } });
  });

  it.each<[string, LeadHistory, LeadHistory, { answered: string[]; open: number | undefined }]>([
    ['nothing', {}, {}, { answered: [], open: undefined }],
    ['a question of the other', {}, { asked: asked(3 * day) }, { answered: [], open: 3 }],
    ['two questions: the first stays', { asked: asked(5 * day) }, { asked: asked(3 * day) }, { answered: [], open: 3 }],
    [
      'a conversion of this name after a question of the other',
      { converted: [4 * day] },
      { asked: asked(3 * day) },
      { answered: ['3 true 4'], open: undefined },
    ],
    ['a conversion before the question', { converted: [2 * day] }, { asked: asked(3 * day) }, { answered: [], open: 3 }],
    ['a conversion after its horizon', { converted: [18 * day] }, { asked: asked(3 * day) }, { answered: [], open: 3 }],
    [
      'a conversion between two questions',
      { asked: asked(5 * day) },
      { asked: asked(3 * day), converted: [4 * day] },
      { answered: ['3 true 4'], open: 5 },
    ],
    [
      'a conversion after two questions',
      { asked: asked(5 * day) },
      { asked: asked(3 * day), converted: [6 * day] },
      { answered: ['3 true 6'], open: undefined },
    ],
    [
      'a question after the horizon of another',
      { asked: asked(20 * day) },
      { asked: asked(3 * day) },
      { answered: ['3 false 17'], open: 20 },
    ],
    [
      'a question after the horizon of another, and its conversion',
      { asked: asked(20 * day) },
      { asked: asked(3 * day), converted: [21 * day] },
      { answered: ['3 false 17', '20 true 21'], open: undefined },
    ],
  ])('answer what is over by both: %s', (_, history, other, told) => {
    expect(merge(structuredClone(history), structuredClone(other))).toEqual(told);
    // Which of the two names takes the other over makes no difference.
    expect(merge(structuredClone(other), structuredClone(history))).toEqual(told);
  });
});
