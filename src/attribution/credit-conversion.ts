import type { CreditRules } from './credit-rules.ts';
import type { Touch } from './journey.ts';
import { splitExactly } from './split-exactly.ts';
import { touchWeights } from './touch-weights.ts';

/** A part of a conversion: the share in it (shares sum to 1, a lead without a value is counted by them) and what that is in minor units (parts sum exactly). */
export interface ExactCredit {
  readonly channel: string;
  readonly campaign?: string;
  readonly share: number;
  readonly minor: number;
}

/**
 * Shares a conversion of `minor` units at `at` among the touches before it, oldest first. Touches after it or beyond their look-back do not count; what one channel (or campaign) earns by several touches is put together before
 * it is rounded. Without a touch that counts all goes to `direct`.
 */
export function creditConversion(touches: readonly Touch[], at: number, minor: number, rules: CreditRules): ExactCredit[] {
  const counting = countingTouches(touches, at, rules);
  const weights = weightsOf(counting, at, rules);
  const parts = new Map<string, { channel: string; campaign?: string; share: number }>();
  for (const [place, touch] of counting.entries()) {
    const weight = weights[place]!;
    if (weight === 0) continue;
    const campaign = rules.level === 'campaign' ? touch.campaign : undefined;
    const key = creditKey(touch.channel, campaign);
    const part = parts.get(key);
    if (part !== undefined) part.share += weight;
    else
      parts.set(
        key,
        campaign === undefined ? { channel: touch.channel, share: weight } : { channel: touch.channel, campaign, share: weight },
      );
  }
  if (parts.size === 0) return [{ channel: 'direct', share: 1, minor }];
  const earned = [...parts.values()];
  const minors = splitExactly(
    minor,
    earned.map(({ share }) => share),
  );
  return earned.map((part, place) => ({ ...part, minor: minors[place]! }));
}

/** What tells the receivers of credit apart. */
export function creditKey(channel: string, campaign: string | undefined): string {
  return campaign === undefined ? channel : `${channel}\u0000${campaign}`;
}

function countingTouches(touches: readonly Touch[], at: number, rules: CreditRules): Touch[] {
  const inTime = touches.filter((touch) => {
    const before = at - touch.at;
    return before >= 0 && before <= (touch.kind === 'view' ? rules.viewLookback : rules.clickLookback);
  });
  if (rules.views === 'always') return inTime;
  const withoutViews = inTime.filter(({ kind }) => kind !== 'view');
  return rules.views === 'never' || withoutViews.length > 0 ? withoutViews : inTime;
}

function weightsOf(touches: readonly Touch[], at: number, rules: CreditRules): number[] {
  const { model } = rules;
  if (typeof model === 'string')
    return touchWeights(
      touches.map((touch) => ({ channel: touch.channel, before: at - touch.at })),
      model,
      rules,
    );
  const weights = touches.map(({ channel }) => Math.max(0, model.get(channel) ?? 0));
  const sum = weights.reduce((one, other) => one + other, 0);
  // Where the model knows none of the channels, all are treated alike.
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}
