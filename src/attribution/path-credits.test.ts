import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkovChain } from './markov-chain.ts';
import { PathCredits, pathModels } from './path-credits.ts';

interface Walk {
  readonly path: string[];
  readonly conversions: number;
  readonly value: number;
  readonly nulls: number;
}

const channels = ['meta', 'google', 'direct', 'e-mail', 'żółte strony'];
const walks = (most: number) =>
  array(
    record({
      path: array(constantFrom(...channels), { minLength: 1, maxLength: 6 }),
      conversions: integer({ min: 0, max: 5 }),
      value: integer({ min: 0, max: 900 }),
      nulls: integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: most },
  );

function creditsOf(all: readonly Walk[]): Map<string, Map<string, { conversions: number; value: number }>> {
  const credits = new PathCredits();
  for (const { path, conversions, value, nulls } of all) credits.add(path, conversions, value, nulls);
  return new Map(credits.credits().map(({ channel, by }) => [channel, new Map(by)]));
}

/** The chance to convert when every walk that comes to `removed` ends there: by following the walk until nothing moves any more, not by solving. */
function convertsWithout(all: readonly Walk[], removed: string | undefined): number {
  const next = new Map<string, Map<string, number>>();
  const count = (from: string, to: string, times: number): void => {
    if (!next.has(from)) next.set(from, new Map());
    next.get(from)!.set(to, (next.get(from)!.get(to) ?? 0) + times);
  };
  for (const { path, conversions, nulls } of all) {
    if (conversions + nulls === 0) continue;
    let from = '(start)';
    for (const channel of path) {
      count(from, channel, conversions + nulls);
      from = channel;
    }
    count(from, '(yes)', conversions);
    count(from, '(no)', nulls);
  }
  let standing = new Map([['(start)', 1]]);
  let converted = 0;
  for (let step = 0; step < 20_000 && standing.size > 0; step++) {
    const moved = new Map<string, number>();
    for (const [from, chance] of standing) {
      const to = next.get(from) ?? new Map<string, number>();
      const sum = [...to.values()].reduce((one, other) => one + other, 0);
      for (const [state, times] of to) {
        const part = (chance * times) / sum;
        if (state === '(yes)') converted += part;
        else if (state !== '(no)' && state !== removed && part > 1e-18) moved.set(state, (moved.get(state) ?? 0) + part);
      }
    }
    standing = moved;
  }
  return converted;
}

/** The Shapley value by its definition: the mean over all orders in which the channels may join. */
function shapleyByOrders(all: readonly Walk[], players: readonly string[]): Map<string, number> {
  const worth = (coalition: ReadonlySet<string>): number =>
    all.filter(({ path }) => path.every((channel) => coalition.has(channel))).reduce((sum, { conversions }) => sum + conversions, 0);
  const sums = new Map(players.map((player) => [player, 0]));
  let orders = 0;
  const walk = (order: readonly string[]): void => {
    if (order.length === players.length) {
      orders += 1;
      const coalition = new Set<string>();
      for (const player of order) {
        const before = worth(coalition);
        coalition.add(player);
        sums.set(player, sums.get(player)! + worth(coalition) - before);
      }
      return;
    }
    for (const player of players) if (!order.includes(player)) walk([...order, player]);
  };
  walk([]);
  return new Map([...sums].map(([player, sum]) => [player, sum / orders]));
}

describe('credit for paths', () => {
  it('is what the models say of a path that can be reckoned by hand', () => {
    const credits = creditsOf([{ path: ['meta', 'google', 'meta', 'direct'], conversions: 10, value: 100, nulls: 0 }]);
    const of = (model: string): (number | undefined)[] =>
      ['meta', 'google', 'direct'].map((channel) => credits.get(channel)!.get(model)!.conversions);
    expect(of('first')).toEqual([10, 0, 0]);
    expect(of('last')).toEqual([0, 0, 10]);
    expect(of('lastNonDirect')).toEqual([10, 0, 0]);
    expect(of('linear')).toEqual([5, 2.5, 2.5]);
    const decay = [3, 2, 1, 0].map((before) => 2 ** (-before / 7));
    const sum = decay.reduce((one, other) => one + other);
    expect(of('timeDecay')[0]).toBeCloseTo((10 * (decay[0]! + decay[2]!)) / sum, 12);
    expect(of('position')).toEqual([10 * (0.4 + 0.2 / 2), (10 * 0.2) / 2, 4].map((value) => expect.closeTo(value, 12) as number));
    expect(credits.get('google')!.get('linear')!.value).toBeCloseTo(25, 12);
  });

  it('sums to all conversions and all value under every model', () => {
    assert(
      property(walks(12), (all) => {
        const credits = creditsOf(all);
        const conversions = all.reduce((sum, walk) => sum + walk.conversions, 0);
        const value = all.reduce((sum, walk) => sum + walk.value, 0);
        for (const model of pathModels) {
          const rows = [...credits.values()].map((by) => by.get(model)!);
          // Nothing can be shared by removal when nothing converted.
          if (model === 'markov' && conversions === 0) continue;
          expect(rows.reduce((sum, row) => sum + row.conversions, 0)).toBeCloseTo(conversions, 9);
          expect(rows.reduce((sum, row) => sum + row.value, 0)).toBeCloseTo(value, 9);
        }
      }),
    );
  });

  it('by Markov is what is lost when walks to a channel end there', () => {
    assert(
      property(walks(8), (all) => {
        const chain = new MarkovChain();
        for (const { path, conversions, nulls } of all) chain.add(path, conversions, nulls);
        const whole = convertsWithout(all, undefined);
        for (const [channel, effect] of chain.removalEffects()) {
          const lost = whole > 0 ? 1 - convertsWithout(all, channel) / whole : 0;
          expect(Math.abs(effect - lost)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('by Shapley is the mean over all orders of joining', () => {
    assert(
      property(walks(8), (all) => {
        const players = [...new Set(all.flatMap(({ path }) => path))];
        const credits = creditsOf(all);
        for (const [channel, value] of shapleyByOrders(all, players))
          expect(Math.abs(credits.get(channel)!.get('shapley')!.conversions - value)).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a chain between runs', () => {
    assert(
      property(tuple(walks(6), walks(6)), ([before, after]) => {
        const whole = new MarkovChain();
        for (const { path, conversions, nulls } of [...before, ...after]) whole.add(path, conversions, nulls);
        const half = new MarkovChain();
        for (const { path, conversions, nulls } of before) half.add(path, conversions, nulls);
        const again = MarkovChain.from(JSON.parse(JSON.stringify(half)) as ReturnType<MarkovChain['toJSON']>);
        for (const { path, conversions, nulls } of after) again.add(path, conversions, nulls);
        expect(again.removalEffects()).toEqual(whole.removalEffects());
      }),
      { numRuns: 30 },
    );
  });

  it('gives nothing when nothing converted, and does not mind channels seen only there', () => {
    const credits = creditsOf([
      { path: ['meta'], conversions: 0, value: 0, nulls: 3 },
      { path: ['google'], conversions: 0, value: 0, nulls: 0 },
    ]);
    for (const by of credits.values()) for (const credit of by.values()) expect(credit).toEqual({ conversions: 0, value: 0 });
  });
});
