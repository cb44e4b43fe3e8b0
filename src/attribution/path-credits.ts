import { MarkovChain } from './markov-chain.ts';
import { ShapleyGame } from './shapley-game.ts';
import { defaultWeightSettings, type PositionModel, touchWeights, type WeightSettings } from './touch-weights.ts';

/** What a channel is owed: conversions (parts of them) and value, in the units they came in. */
export interface ChannelCredit {
  conversions: number;
  value: number;
}

export type PathModel = PositionModel | 'markov' | 'shapley';

const positionModels: readonly PositionModel[] = ['first', 'last', 'lastNonDirect', 'linear', 'timeDecay', 'position'];

/** All models over paths, in the order people read them. */
export const pathModels: readonly PathModel[] = [...positionModels, 'markov', 'shapley'];

/**
 * PathCredits compares all models on one set of paths without times (path summaries). It takes the paths one by one and keeps sums per channel only. Steps of a path count as one day apart for time decay.
 * Under every model the credits of all channels sum to the conversions and the value that were added, but for rounding of the last digits.
 */
export class PathCredits {
  readonly #settings: WeightSettings;
  readonly #models: readonly PathModel[];
  readonly #sums = new Map<string, Map<PositionModel, ChannelCredit>>();
  readonly #chain = new MarkovChain();
  readonly #game = new ShapleyGame();
  readonly #totals = { paths: 0, conversions: 0, value: 0, nulls: 0 };

  constructor(models: readonly PathModel[] = pathModels, settings: WeightSettings = defaultWeightSettings) {
    this.#models = models;
    this.#settings = settings;
  }

  /** What was added so far. */
  get totals(): { readonly paths: number; readonly conversions: number; readonly value: number; readonly nulls: number } {
    return this.#totals;
  }

  /** Counts a path: how often it converted, what that was worth in all, and how often it did not convert. */
  add(path: readonly string[], conversions: number, value: number, nulls: number): void {
    if (path.length === 0) return;
    const totals = this.#totals;
    totals.paths += 1;
    totals.conversions += conversions;
    totals.value += value;
    totals.nulls += nulls;
    const touches = path.map((channel, place) => ({ channel, before: path.length - 1 - place }));
    for (const channel of path) if (!this.#sums.has(channel)) this.#sums.set(channel, new Map());
    if (this.#models.includes('markov')) this.#chain.add(path, conversions, nulls);
    if (conversions === 0 && value === 0) return;
    if (this.#models.includes('shapley')) this.#game.add(path, conversions, value);
    for (const model of positionModels) {
      if (!this.#models.includes(model)) continue;
      const weights = touchWeights(touches, model, this.#settings);
      for (let place = 0; place < path.length; place++) {
        const weight = weights[place]!;
        if (weight === 0) continue;
        const byModel = this.#sums.get(path[place]!)!;
        let credit = byModel.get(model);
        if (credit === undefined) byModel.set(model, (credit = { conversions: 0, value: 0 }));
        credit.conversions += weight * conversions;
        credit.value += weight * value;
      }
    }
  }

  /** The credit of every channel under every model asked for; channels with most credit by the first model come first. */
  credits(): readonly { readonly channel: string; readonly by: ReadonlyMap<PathModel, Readonly<ChannelCredit>> }[] {
    const shares = this.#models.includes('markov') ? this.#chain.shares() : undefined;
    const values = this.#game.values();
    const { conversions, value } = this.#totals;
    const none: ChannelCredit = { conversions: 0, value: 0 };
    const rows = [...this.#sums].map(([channel, sums]) => {
      const by = new Map<PathModel, ChannelCredit>();
      for (const model of this.#models) {
        if (model === 'markov') {
          const share = shares?.get(channel) ?? 0;
          by.set(model, { conversions: share * conversions, value: share * value });
        } else if (model === 'shapley') by.set(model, values.get(channel) ?? none);
        else by.set(model, sums.get(model) ?? none);
      }
      return { channel, by };
    });
    const first = this.#models[0]!;
    return rows.sort(
      (one, other) => other.by.get(first)!.conversions - one.by.get(first)!.conversions || (one.channel < other.channel ? -1 : 1),
    );
  }
}
