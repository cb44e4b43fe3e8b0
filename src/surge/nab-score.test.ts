import { describe, expect, it } from 'vitest';
import { nabScore } from './nab-score.ts';

const rows = 1_000;
/** 150 rows of 1,000 are not judged; one window of 100 rows. */
const window = [500, 599] as const;

function told(...at: readonly (readonly [row: number, score: number])[]): { scores: number[]; windows: (readonly [number, number])[] } {
  const scores = Array.from({ length: rows }, () => 0);
  for (const [row, score] of at) scores[row] = score;
  return { scores, windows: [window] };
}

/** The fading weight of a place, written out. */
const fading = (place: number): number => 2 / (1 + Math.exp(5 * place)) - 1;

describe('nabScore', () => {
  it('gives 0 for silence and 100 for the first row of every window', () => {
    expect(nabScore([told()])).toMatchObject({ score: 0, found: 0, windows: 1 });
    expect(nabScore([told([500, 0.9]), told([500, 0.8])])).toMatchObject({ threshold: 0.8, found: 2, falseAlarms: 0 });
    expect(nabScore([told([500, 0.9])]).score).toBeCloseTo(100, 1);
  });

  it('counts the earliest detection of a window, less the later it is', () => {
    expect(nabScore([told([550, 0.9], [590, 0.9])]).score).toBeCloseTo((100 * (1 + fading(-0.5) / fading(-1))) / 2, 9);
    expect(nabScore([told([599, 0.9])]).score).toBeCloseTo((100 * (1 + fading(-0.01) / fading(-1))) / 2, 9);
  });

  it('takes 0.11 for a row told far from a window and less just behind one', () => {
    const found = 1 / fading(-1);
    const first = fading(-1.01 + 0.01) * found;
    expect(nabScore([told([500, 0.9], [200, 0.9])], 0.5).score).toBeCloseTo((100 * (1 + first - 0.11)) / 2, 9);
    expect(nabScore([told([500, 0.9], [609, 0.9])], 0.5).score).toBeCloseTo((100 * (1 + first + 0.11 * fading(10 / 99))) / 2, 9);
  });

  it('does not judge the beginning, nor windows that end in it', () => {
    expect(nabScore([told([500, 0.9], [149, 0.9])], 0.5)).toMatchObject({ falseAlarms: 0 });
    expect(nabScore([{ ...told(), windows: [[20, 60], window] }])).toMatchObject({ windows: 1 });
  });

  it('finds the threshold that is best over all series together', () => {
    const noisy = Array.from({ length: 40 }, (_, at) => [200 + at, 0.6] as const);
    expect(nabScore([told([510, 0.9]), told([510, 0.7], ...noisy)])).toMatchObject({ threshold: 0.7, found: 2, falseAlarms: 0 });
    expect(nabScore([told([510, 0.6], ...noisy)])).toMatchObject({ score: 0, found: 0 });
  });
});
