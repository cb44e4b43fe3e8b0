import type { CreditRules } from './credit-rules.ts';
import { splitExactly } from './split-exactly.ts';
import type { Touch } from './touch.ts';
import { touchWeights } from './touch-weights.ts';

/** A part of a conversion: the share in it (shares sum to 1, a lead without a value is counted by them) and what that is in minor units (parts sum exactly). */
export interface ExactCredit {
  readonly channel: string;
  readonly campaign?: string;
  readonly share: number;
  readonly minor: number;
}

/** The ad or form that a conversion names itself. */
export type Claim = Pick<Touch, 'channel' | 'campaign'>;

const DAY = 86_400_000;

/**
 * Shares a conversion of `minor` units at `at` among the touches before it, oldest first. Touches after it or beyond their look-back do not count; what one channel (or campaign) earns by several touches is put together before
 * it is rounded. Without a touch that counts all goes to what the conversion claims for itself, else to `direct`.
 */
export function creditConversion(touches: readonly Touch[], at: number, minor: number, rules: CreditRules, claim?: Claim): ExactCredit[] {
  const counting = countingTouches(touches, at, rules);
  const weights = weightsOf(counting, at, rules);
  const parts = new Map<string, { channel: string; campaign?: string; share: number }>();
  for (const [place, touch] of counting.entries()) {
    const weight = weights[place]!;
    if (weight === 0) continue;
    const campaign = rules.level === 'campaign' ? touch.campaign : undefined;
    const key = creditKey(touch.channel, campaign);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { ...receiver(touch.channel, campaign), share: weight });
    else part.share += weight;
  }
  if (parts.size === 0) {
    const campaign = rules.level === 'campaign' ? claim?.campaign : undefined;
    return [{ ...receiver(claim?.channel ?? 'direct', campaign), share: 1, minor }];
  }
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

function receiver(channel: string, campaign: string | undefined): Claim {
  return campaign === undefined ? { channel } : { channel, campaign };
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
  if (model === 'last-click') return lastOfBestKind(touches);
  if (model === 'shapley') return equalPerChannel(touches);
  if (typeof model === 'string')
    return touchWeights(
      touches.map((touch) => ({ channel: touch.channel, before: at - touch.at })),
      model,
      rules,
    );
  const count = touches.length;
  if (typeof model !== 'function') return inProportion(touches.map(({ channel }) => model.get(channel) ?? 0));
  return inProportion(
    touches.map(({ channel, campaign = '', kind, at: touched }, place) =>
      model({ channel, campaign, kind, days: (at - touched) / DAY, place: place + 1, count }),
    ),
  );
}

/** All to the last click, without one to the last visit, then the last view: the order of proof of interest that ad platforms use. */
function lastOfBestKind(touches: readonly Touch[]): number[] {
  const weights = touches.map(() => 0);
  for (const kind of ['click', 'visit', 'view'] as const) {
    const place = touches.findLastIndex((touch) => touch.kind === kind);
    if (place < 0) continue;
    weights[place] = 1;
    break;
  }
  return weights;
}

/**
 * The Shapley value of each channel of one path: equal parts for its different channels (see `ShapleyGame`: the game is a sum of one game a path, and the value of a sum is the sum of the values). So what is shared
 * conversion by conversion sums to the Shapley values over all paths exactly, and there is nothing to fit. A channel's part lies on its last touch.
 */
function equalPerChannel(touches: readonly Touch[]): number[] {
  const last = new Map(touches.map(({ channel }, place) => [channel, place]));
  return touches.map(({ channel }, place) => (last.get(channel) === place ? 1 / last.size : 0));
}

/** Weights that sum to 1; where none is positive, all are alike. */
function inProportion(weights: readonly number[]): number[] {
  const used = weights.map((weight) => (weight > 0 && Number.isFinite(weight) ? weight : 0));
  const sum = used.reduce((one, other) => one + other, 0);
  return used.map((weight) => (sum > 0 && Number.isFinite(sum) ? weight / sum : 1 / used.length));
}
