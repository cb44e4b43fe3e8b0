import type { SpendDay } from './spend-day.ts';

/** What was spent per channel and what came of it, day by day, oldest first. */
export interface DailyFigures {
  /** Days as 2026-01-31, without gaps. */
  readonly days: readonly string[];
  readonly currency: string;
  readonly response: readonly number[];
  readonly channels: readonly DailyChannel[];
  /** Currencies that were spent beside, which are not in these figures. */
  readonly leftOut: readonly string[];
}

/** One channel of daily figures. `reportedAt` is when its newest report was made, epoch ms. */
export interface DailyChannel {
  readonly name: string;
  readonly spend: readonly number[];
  readonly reportedAt: number;
}

/** What the response of a day is: credited value or conversions, or what the platforms report. */
export type ResponseKind = 'value' | 'conversions' | 'reported-leads' | 'reported-conversions';

const reportedPlace = { 'reported-leads': 3, 'reported-conversions': 4 } as const;

/**
 * Puts the figures of days together. `spend` and `credit` are what was kept of each day, of any partition, several of a day among them; days before the first spend are left out. Without a `currency` that in which most was spent is
 * taken. Credit is by currency: value and conversions.
 */
export function dailyFigures(options: {
  readonly days: readonly string[];
  readonly spend: readonly { readonly day: string; readonly record: SpendDay }[];
  readonly credit: readonly { readonly day: string; readonly currency: string; readonly conversions: number; readonly minor: number }[];
  readonly response: ResponseKind;
  readonly currency?: string;
}): DailyFigures {
  const { days, response: kind } = options;
  const byCurrency = new Map<string, number>();
  for (const { record } of options.spend)
    for (const [place, [spend]] of Object.entries(record)) {
      const money = place.slice(0, place.indexOf('\u0000'));
      byCurrency.set(money, (byCurrency.get(money) ?? 0) + spend);
    }
  const most = [...byCurrency].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? '';
  const currency = options.currency ?? most;
  const counts = (money: string): boolean => money === currency || money === '';
  const placeOf = new Map(days.map((day, place) => [day, place]));
  const response = days.map(() => 0);
  const channels = new Map<string, { spend: number[]; reportedAt: number }>();
  for (const { day, record } of options.spend) {
    const row = placeOf.get(day);
    if (row === undefined) continue;
    for (const [place, figures] of Object.entries(record)) {
      const [money = '', name = ''] = place.split('\u0000');
      if (kind === 'reported-leads' || kind === 'reported-conversions') response[row]! += figures[reportedPlace[kind]];
      if (!counts(money)) continue;
      let channel = channels.get(name);
      if (channel === undefined) channels.set(name, (channel = { spend: days.map(() => 0), reportedAt: 0 }));
      channel.spend[row]! += figures[0] / 100;
      channel.reportedAt = Math.max(channel.reportedAt, figures[5]);
    }
  }
  if (kind === 'value' || kind === 'conversions')
    for (const { day, currency: money, conversions, minor } of options.credit) {
      const row = placeOf.get(day);
      if (row === undefined) continue;
      if (kind === 'conversions') response[row]! += conversions;
      else if (counts(money)) response[row]! += minor / 100;
    }
  const paid = [...channels.values()];
  const first = days.findIndex((_, row) => paid.some(({ spend }) => spend[row]! > 0));
  const from = first < 0 ? days.length : first;
  return {
    days: days.slice(from),
    currency,
    response: response.slice(from),
    channels: [...channels]
      .filter(([, { spend }]) => spend.some((amount) => amount > 0))
      .map(([name, { spend, reportedAt }]) => ({ name, spend: spend.slice(from), reportedAt }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    leftOut: [...byCurrency].filter(([money, spent]) => spent > 0 && !counts(money)).map(([money]) => money),
  };
}
