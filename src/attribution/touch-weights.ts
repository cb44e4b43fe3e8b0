/** A touch as the position models see it: its channel, and how long before the conversion it was (in any unit, the same for all, never negative). */
export interface WeighedTouch {
  readonly channel: string;
  readonly before: number;
}

/** What the position models may be told. `halfLife` is in the unit of `before`. */
export interface WeightSettings {
  readonly halfLife: number;
  /** Shares of the first and the last touch in the position-based model; the rest goes to those between. */
  readonly firstShare: number;
  readonly lastShare: number;
}

/** Position-based models that look at one path alone. Data-driven ones look at all paths: `MarkovChain` and `ShapleyGame`. */
export type PositionModel = 'first' | 'last' | 'lastNonDirect' | 'linear' | 'timeDecay' | 'position';

/** Half of the credit every seven days, and 40 / 20 / 40. */
export const defaultWeightSettings: WeightSettings = { halfLife: 7, firstShare: 0.4, lastShare: 0.4 };

/**
 * The share each touch of a path has in its conversion, oldest first; shares sum to 1. An empty path has none.
 *
 * - `first`, `last`: all to one touch.
 * - `lastNonDirect`: all to the last touch that is not direct traffic; to the last one when all are.
 * - `linear`: equal shares.
 * - `timeDecay`: a touch counts half as much for every half-life it is older.
 * - `position`: `firstShare` to the first, `lastShare` to the last, the rest in equal parts between them; of two touches each has its share in proportion, a single one has all.
 */
export function touchWeights(
  path: readonly WeighedTouch[],
  model: PositionModel,
  settings: WeightSettings = defaultWeightSettings,
): number[] {
  const count = path.length;
  const weights = Array.from<number>({ length: count }).fill(0);
  if (count === 0) return weights;
  switch (model) {
    case 'first':
      weights[0] = 1;
      return weights;
    case 'last':
      weights[count - 1] = 1;
      return weights;
    case 'lastNonDirect': {
      let place = count - 1;
      while (place >= 0 && isDirect(path[place]!.channel)) place--;
      weights[place < 0 ? count - 1 : place] = 1;
      return weights;
    }
    case 'linear':
      return weights.fill(1 / count);
    case 'timeDecay': {
      // Seen from the newest touch, so that old journeys do not underflow to nought altogether.
      const newest = path.reduce((least, { before }) => Math.min(least, before), Infinity);
      let sum = 0;
      for (let place = 0; place < count; place++) {
        const weight = 2 ** (-(path[place]!.before - newest) / settings.halfLife);
        weights[place] = weight;
        sum += weight;
      }
      return weights.map((weight) => weight / sum);
    }
    case 'position':
      return positionWeights(weights, settings);
  }
  return weights;
}

function positionWeights(weights: number[], { firstShare, lastShare }: WeightSettings): number[] {
  const count = weights.length;
  if (count === 1) return [1];
  if (count === 2) {
    const both = firstShare + lastShare;
    return both > 0 ? [firstShare / both, lastShare / both] : [0.5, 0.5];
  }
  weights.fill((1 - firstShare - lastShare) / (count - 2));
  weights[0] = firstShare;
  weights[count - 1] = lastShare;
  return weights;
}

/** Whether a channel is nobody's merit: `direct`, `(direct)`, `(none)` and the like, in any case. */
function isDirect(channel: string): boolean {
  const name = channel.trim().toLowerCase();
  return name === 'direct' || name === '(direct)' || name === '(none)' || name === '(direct) / (none)' || name === '(direct)/(none)';
}
