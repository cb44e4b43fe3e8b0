import type { MarketingEvent } from '#event';
import { dayOf } from '#kernel';

/** What campaigns cost and brought on one day (UTC), as plain JSON: currency and channel → spend in minor units, impressions, clicks, leads, conversions, and when the newest report was made (epoch ms). */
export interface SpendDay {
  [place: string]: [spend: number, impressions: number, clicks: number, leads: number, conversions: number, reported: number];
}

/** A day tells so many channels apart; the others are one. */
const MOST_CHANNELS = 100;
const OTHER = '(other)';

/** The day a report of spend belongs to (epoch ms): that on which its period began, else that on which it was made. Undefined for other events, and for reports of no channel. */
export function spendMoment({ type, at, data }: MarketingEvent): number | undefined {
  if (type !== 'ad.reported' || channelOf(data) === undefined) return undefined;
  const from = typeof data['from'] === 'string' ? Date.parse(data['from']) : Number.NaN;
  return from <= at ? from : at;
}

/** Books a report of spend into its day. Reports are increments, so each is added. */
export function bookSpend(day: SpendDay, { at, data }: MarketingEvent): void {
  const channel = channelOf(data);
  if (channel === undefined) return;
  const currency = typeof data['currency'] === 'string' ? data['currency'] : '';
  let place = `${currency}\u0000${channel}`;
  if (!Object.hasOwn(day, place) && Object.keys(day).length >= MOST_CHANNELS) place = `${currency}\u0000${OTHER}`;
  const [spend, impressions, clicks, leads, conversions, reported] = Object.hasOwn(day, place) ? day[place]! : [0, 0, 0, 0, 0, 0];
  const amount = (name: string): number => {
    const value = data[name];
    return typeof value === 'number' && value > 0 ? value : 0;
  };
  day[place] = [
    spend + Math.round(amount('spend') * 100),
    impressions + amount('impressions'),
    clicks + amount('clicks'),
    leads + amount('leads'),
    conversions + amount('conversions'),
    Math.max(reported, at),
  ];
}

/** State field of the spend of one day. */
export function spendField(at: number): string {
  return `spend|${dayOf(at)}`;
}

/** The same name as attribution goes by. */
function channelOf(data: MarketingEvent['data']): string | undefined {
  const { channel, platform } = data;
  const named = typeof channel === 'string' && channel !== '' ? channel : platform;
  return typeof named === 'string' && named !== '' ? named.replaceAll('\u0000', ' ') : undefined;
}
