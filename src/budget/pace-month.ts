import { trendLine } from './trend-line.ts';

/** How a month goes and how it is likely to end. */
export interface MonthPace {
  readonly soFar: number;
  /** Expected at the end of the month, and bounds that four of five months stay within. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** What each of the days left has to bring so that `goal` is met; undefined without a goal or without days left. */
  readonly neededPerDay: number | undefined;
}

/**
 * Foretells the end of a month from daily amounts (spend, conversions, revenue), oldest first, the last of them the day before `daysLeft` days that are still to come. The trend of what the days of the week leave over
 * (Theil–Sen), times each weekday's usual share; the trend is damped by half each week, since few trends last. The bounds come from how far past days were from the same reckoning. `weekdayOfFirst` is that of the first
 * amount (0 to 6, in any order of the week); `inMonth` says how many of the amounts are of this month.
 */
export function paceMonth(amounts: readonly number[], weekdayOfFirst: number, inMonth: number, daysLeft: number, goal?: number): MonthPace {
  const used = amounts.map((amount) => (Number.isFinite(amount) ? amount : 0));
  const soFar = used.slice(used.length - inMonth).reduce((sum, amount) => sum + amount, 0);
  const shares = weekdayShares(used, weekdayOfFirst);
  const shareOf = (day: number): number => shares[(weekdayOfFirst + day) % 7]!;
  const even = used.map((amount, day) => amount / shareOf(day));
  const recent = even.slice(-56);
  const line = trendLine(recent);
  const lastPlace = recent.length - 1;
  const level = Math.max(0, line.at(lastPlace));
  let expected = soFar;
  let variance = 0;
  let walked = 0;
  const errors = recent.map((value, place) => value - line.at(place));
  const noise = errors.length > 1 ? Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / (errors.length - 1)) : level;
  for (let day = 1; day <= daysLeft; day++) {
    walked += 0.5 ** (day / 7);
    const share = shareOf(used.length - 1 + day);
    expected += Math.max(0, level + line.slope * walked) * share;
    variance += (noise * share) ** 2;
  }
  // Days hang together, and the level itself is uncertain: the sum is as uncertain as if errors were shared for a week.
  const spread = 1.2816 * Math.sqrt(variance * Math.min(Math.max(1, daysLeft), 4));
  return {
    soFar,
    expected,
    low: Math.max(soFar, expected - spread),
    high: expected + spread,
    neededPerDay: goal === undefined || daysLeft <= 0 ? undefined : Math.max(0, goal - soFar) / daysLeft,
  };
}

/** What each weekday brings compared with the mean day; 1 for all with less than two weeks to learn from, and pulled toward 1 while there are few. */
function weekdayShares(amounts: readonly number[], weekdayOfFirst: number): number[] {
  const sums = Array.from<number>({ length: 7 }).fill(0);
  const counts = Array.from<number>({ length: 7 }).fill(0);
  for (const [day, amount] of amounts.entries()) {
    const weekday = (weekdayOfFirst + day) % 7;
    sums[weekday]! += amount;
    counts[weekday]! += 1;
  }
  const mean = amounts.length > 0 ? amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length : 0;
  if (amounts.length < 14 || !(mean > 0)) return Array.from<number>({ length: 7 }).fill(1);
  const shares = sums.map((sum, weekday) => (sum / mean + 2) / (counts[weekday]! + 2));
  const whole = shares.reduce((sum, share) => sum + share, 0) / 7;
  // A day on which nothing ever happens keeps a little, so that it can be divided by.
  return shares.map((share) => Math.max(0.02, share / whole));
}
