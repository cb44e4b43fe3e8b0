/** What is known of a channel beside its figures. Times are epoch milliseconds; what is not known does not lock. */
export interface ChannelStanding {
  readonly spend: readonly number[];
  readonly changedAt?: number;
  readonly reportedAt?: number;
}

export interface LockSettings {
  readonly now: number;
  /** How long after a change of budget a platform is left to learn, and how old figures may be; in ms. */
  readonly learning: number;
  readonly freshness: number;
  /** In how many periods a channel must have been paid for. */
  readonly minPeriods: number;
}

/** By less than this part of its mean a channel's spend must have moved to count as never changed. */
const STILL = 0.02;

/** Why a channel's budget must stay as it is, in words; undefined when it may be changed. */
export function lockOf(channel: ChannelStanding, settings: LockSettings): string | undefined {
  const { now, learning, freshness, minPeriods } = settings;
  const { spend, changedAt, reportedAt } = channel;
  if (changedAt !== undefined && now - changedAt < learning)
    return 'its budget was changed not long ago, and the platform is still learning';
  if (reportedAt !== undefined && now - reportedAt > freshness) return 'its figures are too old';
  const paid = spend.filter((amount) => amount > 0);
  if (paid.length < minPeriods) return `it was paid for in ${paid.length} periods, which is too little to go by (${minPeriods} are needed)`;
  const mean = spend.reduce((sum, amount) => sum + amount, 0) / spend.length;
  const variance = spend.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / spend.length;
  if (Math.sqrt(variance) < STILL * mean) return 'its spend never changed, so nothing is known of what a change would do';
  return undefined;
}
