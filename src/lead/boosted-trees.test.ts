import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { blendScores } from './blend-scores.ts';
import { BoostedTrees } from './boosted-trees.ts';
import type { LeadColumns } from './feature-space.ts';
import { judgeScores } from './judge-scores.ts';

/** Leads that convert when exactly one of two things holds: no single column says anything. `id` is different for each. */
function either(count: number): { leads: LeadColumns[]; outcomes: boolean[] } {
  const random = seededRandom(9);
  const leads: LeadColumns[] = [];
  const outcomes: boolean[] = [];
  for (let at = 0; at < count; at++) {
    const visits = random() * 10;
    const city = random() < 0.5 ? 'Kraków' : 'Łódź';
    leads.push([
      ['visits', random() < 0.05 ? undefined : visits],
      ['city', city],
      ['id', `lead ${at}`],
    ]);
    outcomes.push(visits > 5 !== (city === 'Kraków') ? random() < 0.9 : random() < 0.1);
  }
  return { leads, outcomes };
}

const rows = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('boosted trees', () => {
  it('find what only columns together say, and are not taken in by names', () => {
    const { leads, outcomes } = either(1_500);
    const trees = BoostedTrees.fit(leads, outcomes, rows(0, 900), rows(900, 1_200));
    const told = rows(1_200, 1_500).map((at) => 1 / (1 + Math.exp(-trees.logOdds(leads[at]!))));
    expect(judgeScores(told, outcomes.slice(1_200)).auc).toBeGreaterThan(0.8);
    expect(trees.byColumn(leads[1_300]!).get('id') ?? 0).toBe(0);
    const sum = [...trees.byColumn(leads[1_300]!).values()].reduce((one, other) => one + other, 0);
    const other = [...trees.byColumn(leads[1_301]!).values()].reduce((one, value) => one + value, 0);
    expect(trees.logOdds(leads[1_300]!) - trees.logOdds(leads[1_301]!)).toBeCloseTo(sum - other, 9);
  });

  it('stop where more trees would only learn by heart', () => {
    const random = seededRandom(3);
    const leads = Array.from({ length: 400 }, (): LeadColumns => [['noise', random()]]);
    const outcomes = leads.map(() => random() < 0.3);
    const trees = BoostedTrees.fit(leads, outcomes, rows(0, 300), rows(300, 400));
    expect(trees.size).toBeLessThan(60);
  });

  it('bear leads without columns and outcomes that are all the same', () => {
    expect(Number.isFinite(BoostedTrees.fit([[], []], [true, true], [0, 1], []).logOdds([]))).toBe(true);
  });
});

describe('a blend of scores', () => {
  it('weighs the score that says something, and not one that says the opposite', () => {
    const random = seededRandom(4);
    const good = Array.from({ length: 500 }, () => 4 * random() - 2);
    const outcomes = good.map((score) => random() < 1 / (1 + Math.exp(-1.5 * score)));
    const noise = good.map(() => random());
    const { first, second } = blendScores(good, noise, outcomes);
    expect(first).toBeGreaterThan(1);
    expect(Math.abs(second)).toBeLessThan(1);
    expect(
      blendScores(
        good,
        good.map((score, at) => -score + noise[at]!),
        outcomes,
      ).second,
    ).toBeGreaterThanOrEqual(0);
    expect(blendScores([1], [2], [true])).toEqual({ first: 0.5, second: 0.5, shift: 0 });
  });
});
