import { array, assert, double, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { bestSplit } from './best-split.ts';
import { explainProposal } from './explain-proposal.ts';
import { marginalResponse } from './marginal-response.ts';
import { proposeBudget } from './propose-budget.ts';
import type { ResponseCurve } from './response-curve.ts';
import { channelResponse, fitResponse, type ResponseModel } from './response-model.ts';
import { generateWorld } from './worlds/generate-world.ts';
import { judgeProposal } from './worlds/judge-proposal.ts';

const curve = (half: number, strength: number, slope = 1): ResponseCurve => ({ carry: 0, half, slope, strength });
const model = (...draws: ResponseCurve[][]): ResponseModel => ({
  channels: ['meta', 'google', 'poczta'].slice(0, draws[0]!.length),
  draws,
  noise: 1,
  base: 0,
  expected: [],
});

describe('the best split', () => {
  it('is at least as good as any other, whatever the curves', () => {
    const curves = array(tuple(integer({ min: 20, max: 200 }), integer({ min: 50, max: 100 }), integer({ min: 1, max: 3 })), {
      minLength: 2,
      maxLength: 3,
    });
    assert(
      property(curves, double({ min: 0, max: 1, noNaN: true }), (shapes, part) => {
        const worth = (channel: number, spend: number): number => {
          const [half, strength, slope] = shapes[channel]!;
          return spend > 0 ? strength / (1 + (half / spend) ** slope) : 0;
        };
        const bounds = shapes.map((): [number, number] => [20, 200]);
        const total = 100 * shapes.length;
        const split = bestSplit(total, bounds, worth);
        const sum = split.reduce((one, other) => one + other, 0);
        expect(sum).toBeCloseTo(total, 6);
        for (const spend of split) expect(spend >= 20 - 1e-9 && spend <= 200 + 1e-9).toBe(true);
        const other = shapes.map(() => 100);
        const moved = 80 * part;
        other[0]! += moved;
        other[1]! -= moved;
        const value = (spends: readonly number[]): number => spends.reduce((all, spend, channel) => all + worth(channel, spend), 0);
        // The amounts are whole steps of 0.6 at most, so another split may be better by what a step brings: less than 2.3 per channel with these curves.
        expect(value(split)).toBeGreaterThan(value(other) - 5);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps within bounds that do not add up to the total', () => {
    expect(
      bestSplit(
        1_000,
        [
          [1, 2],
          [3, 4],
        ],
        () => 1,
      ),
    ).toEqual([2, 4]);
    expect(
      bestSplit(
        0,
        [
          [1, 2],
          [3, 4],
        ],
        () => 1,
      ),
    ).toEqual([1, 3]);
    expect(bestSplit(0, [[0, 0]], () => 1)).toEqual([0]);
  });
});

describe('a proposal', () => {
  const certain = model([curve(50, 100), curve(400, 100)]);

  it('moves money to where one more unit brings most, as far as the cap allows', () => {
    const proposal = proposeBudget(certain, { current: [20, 380], cap: [0.5, 2] });
    expect(proposal.proposed).toEqual([expect.closeTo(40, 6), expect.closeTo(360, 6)]);
    expect(proposal).toMatchObject({ stride: 1, better: 1 });
    expect(proposal.after).toBeGreaterThan(proposal.now);
  });

  it('keeps floors, ceilings and locks', () => {
    const held = proposeBudget(certain, { current: [20, 380], cap: [0.5, 2], ceilings: [30, undefined] });
    expect(held.proposed[0]).toBeCloseTo(30, 6);
    const floored = proposeBudget(certain, { current: [20, 380], cap: [0.5, 2], floors: [undefined, 375] });
    expect(floored.proposed[1]).toBeCloseTo(375, 6);
    const limits = { current: [20, 380], cap: [0.5, 2] as const, locked: ['its figures are too old', undefined] };
    const locked = proposeBudget(certain, limits);
    expect(locked.proposed).toEqual([20, 380]);
    expect(explainProposal(certain, limits, locked).join('\n')).toContain('meta stays at 20: its figures are too old.');
  });

  it('spends a new total as far as the caps allow, and says when they do not', () => {
    const limits = { current: [20, 380], cap: [0.5, 2] as const, total: 10_000 };
    const proposal = proposeBudget(certain, limits);
    expect(proposal.proposed).toEqual([40, 760]);
    expect(explainProposal(certain, limits, proposal)[0]).toContain('Of the 10,000 per period 800 can be placed');
    expect(proposeBudget(certain, { ...limits, total: 300 }).proposed.reduce((sum, spend) => sum + spend)).toBeCloseTo(300, 6);
  });

  it('changes nothing when the past allows opposite readings', () => {
    const torn = model([curve(50, 100), curve(50, 10)], [curve(50, 10), curve(50, 100)]);
    const limits = { current: [100, 100], cap: [0.5, 2] as const };
    const proposal = proposeBudget(torn, limits);
    expect(proposal).toMatchObject({ proposed: [100, 100], stride: 0 });
    expect(explainProposal(torn, limits, proposal)[0]).toContain('No change');
  });

  it('explains itself in words and numbers', () => {
    const limits = { current: [20, 380], cap: [0.5, 2] as const };
    const words = explainProposal(certain, limits, proposeBudget(certain, limits));
    expect(words[0]).toContain('400 per period');
    expect(words[1]).toBe('meta: 20 to 40 (+100 %). One more unit of money brings 1.02 now (1.02 to 1.02), 0.617 then.');
  });

  it('does well in worlds whose truth is known, and does no harm', () => {
    const verdicts = [0, 2, 3].map(judgeProposal);
    expect(verdicts.reduce((sum, { share }) => sum + share, 0) / verdicts.length).toBeGreaterThan(0.7);
    for (const { change } of verdicts) expect(change).toBeGreaterThan(-0.05);
  }, 120_000);
});

describe('a response model', () => {
  it('finds again what a world was made of', () => {
    const { history, steady } = generateWorld(5);
    const fitted = fitResponse(history, seededRandom(1));
    const current = history.channels.map(({ spend }) => spend.reduce((sum, value) => sum + value, 0) / spend.length);
    const told = current.reduce((sum, spend, channel) => sum + channelResponse(fitted, channel, spend).mean, 0);
    expect(told / steady(current)).toBeGreaterThan(0.6);
    expect(told / steady(current)).toBeLessThan(1.4);
    for (const channel of fitted.channels.keys()) {
      const [spend, more] = [current[channel]!, current[channel]! * 1.001];
      const slope = (channelResponse(fitted, channel, more).mean - channelResponse(fitted, channel, spend).mean) / (more - spend);
      expect(marginalResponse(fitted, channel, spend).mean).toBeCloseTo(slope, 2);
    }
  }, 60_000);

  it('says the same for the same seed', () => {
    const { history } = generateWorld(6);
    const once = fitResponse(history, seededRandom(3), 156, { draws: 20, warmup: 10 });
    expect(fitResponse(history, seededRandom(3), 156, { draws: 20, warmup: 10 })).toEqual(once);
  });

  it.each([
    ['a channel without spend', [0], [1]],
    ['a response that never moves', [1, 2, 3, 4, 5], [7]],
    ['spend that never moves', [5], [1, 3, 2]],
    ['two channels that are one', [1, 4, 2, 9], [3, 8, 4, 17]],
  ])('bears %s', (_, spend, response) => {
    const rows = 60;
    const row = (values: readonly number[]): number[] => Array.from({ length: rows }, (_none, at) => values[at % values.length]!);
    const history = {
      response: row(response),
      channels: [
        { name: 'a', spend: row(spend) },
        { name: 'b', spend: row(spend) },
      ],
    };
    const fitted = fitResponse(history, seededRandom(1), rows, { draws: 30, warmup: 10 });
    for (const value of fitted.expected) expect(Number.isFinite(value)).toBe(true);
    const proposal = proposeBudget(fitted, { current: [row(spend)[0]!, row(spend)[0]!], cap: [0.5, 2] });
    for (const one of proposal.proposed) expect(Number.isFinite(one) && one >= 0).toBe(true);
  });
});
