import type { Credit } from '#event';
import type { Conversion } from './conversion.ts';
import type { Journey, Touch } from './journey.ts';

/**
 * Last click: the whole value goes to the last click before the conversion; without a click to the last visit, then the last view; without any touch to the channel `direct`.
 * Touches older than `lookback` ms before the conversion, or after it, do not count. Shares follow the order of proof of interest that ad platforms use (click before view).
 */
export function lastClick(journey: Journey, conversion: Conversion, lookback: number): Credit[] {
  const { touches } = journey;
  const oldest = conversion.at - lookback;
  let visit: Touch | undefined;
  let view: Touch | undefined;
  let click: Touch | undefined;
  for (let place = touches.length - 1; place >= 0; place--) {
    const touch = touches[place]!;
    if (touch.at > conversion.at) continue;
    if (touch.at < oldest) break;
    if (touch.kind === 'click') {
      click = touch;
      break;
    }
    if (touch.kind === 'visit') visit ??= touch;
    else view ??= touch;
  }
  const winner = click ?? visit ?? view;
  const value = Math.round(conversion.value * 100) / 100;
  const channel = winner?.channel ?? 'direct';
  return winner?.campaign === undefined
    ? [{ channel, share: 1, value, model: 'last-click' }]
    : [{ channel, campaign: winner.campaign, share: 1, value, model: 'last-click' }];
}
