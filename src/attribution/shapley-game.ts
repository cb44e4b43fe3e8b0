/**
 * ShapleyGame shares conversions by the Shapley value. Channels are the players; a coalition is worth the conversions of all paths that use no other channels than its own. A path then needs exactly
 * its own set of channels, and the Shapley value of a game that is a sum of such needs is known in closed form (Harsanyi 1963): each path's conversions are shared equally among its different
 * channels. So the exact value costs one walk over the paths and no sum over the 2^n coalitions; a test compares it with that sum. It is kept channel by channel, never path by path.
 */
export class ShapleyGame {
  readonly #worth = new Map<string, { conversions: number; value: number }>();

  /** Counts a path; how often a channel stands in it, and in which order, makes no difference. */
  add(path: readonly string[], conversions: number, value: number): void {
    const players = new Set(path);
    for (const channel of players) {
      let worth = this.#worth.get(channel);
      if (worth === undefined) this.#worth.set(channel, (worth = { conversions: 0, value: 0 }));
      worth.conversions += conversions / players.size;
      worth.value += value / players.size;
    }
  }

  /** The Shapley value of each channel, in conversions and in value. */
  values(): ReadonlyMap<string, { readonly conversions: number; readonly value: number }> {
    return this.#worth;
  }
}
