import { seededRandom } from '#kernel';
import { adstock } from '../adstock.ts';
import { RandomDraws } from '../random-draws.ts';
import { saturation } from '../saturation.ts';
import type { SpendHistory } from '../spend-history.ts';

/** A made-up past whose truth is known, to judge proposals by. */
export interface GeneratedWorld {
  readonly history: SpendHistory;
  /** The response per period that a split of spend brings in the long run, beside the baseline. */
  readonly steady: (spend: readonly number[]) => number;
  /** The mean of the response that needs no spend. */
  readonly base: number;
}

/**
 * Makes a world from a seed: three years of weeks, three to six channels with wandering spend and pauses, each with an adstock, a Hill curve and a strength of its own, a level, a trend, a season of the year, and
 * noise that hangs together from week to week. The ranges are wider than those the model's own beliefs favour.
 */
export function generateWorld(seed: number): GeneratedWorld {
  const random = seededRandom(seed * 7_919 + 17);
  const draws = new RandomDraws(random);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const rows = 156;
  const count = 3 + Math.floor(random() * 4);
  const truth = Array.from({ length: count }, () => ({
    carry: between(0.05, 0.75),
    half: between(0.3, 1.3),
    slope: between(0.8, 2.1),
    strength: between(200, 1_300),
  }));
  const level = between(2_000, 5_000);
  const trend = between(-300, 900);
  const season = between(100, 700);
  const phase = between(0, 2 * Math.PI);
  const noise = between(80, 260);
  const channels = truth.map((_, channel) => {
    const usual = Math.exp(between(5.5, 8));
    const pauses = random() < 0.7;
    const spend: number[] = [];
    let wander = 0;
    let pause = 0;
    for (let row = 0; row < rows; row++) {
      wander = 0.8 * wander + 0.2 * draws.normal();
      if (pause > 0) pause -= 1;
      else if (pauses && random() < 0.015) pause = 3 + Math.floor(random() * 18);
      const held = pause > 0 ? 0 : usual * Math.exp(wander + 0.15 * draws.normal());
      spend.push(Math.round(1_000 * held) / 1_000);
    }
    return { name: `x${channel + 1}`, spend };
  });
  const felt = channels.map(({ spend }, channel) => adstock(spend, truth[channel]!.carry));
  const scales = felt.map((row) => Math.max(...row, 1e-9));
  const brings = (channel: number, spend: number): number => {
    const { half, slope, strength } = truth[channel]!;
    return strength * saturation(spend / scales[channel]!, half, slope);
  };
  let error = 0;
  const response = Array.from({ length: rows }, (_, row) => {
    error = 0.3 * error + noise * draws.normal();
    const effect = truth.reduce((sum, _truth, channel) => sum + brings(channel, felt[channel]![row]!), 0);
    return level + (trend * row) / rows + season * Math.sin((2 * Math.PI * row) / 52 + phase) + effect + error;
  });
  return {
    history: { response, channels },
    steady: (spend) => spend.reduce((sum, one, channel) => sum + brings(channel, one), 0),
    base: level + trend / 2,
  };
}
