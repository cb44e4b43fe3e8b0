import type { AttributionSettings, Journey, Touch } from './journey.ts';

/**
 * Puts a touch into a journey at its place in time (after those of the same moment), then drops what is older than the lookback before the newest touch. Beyond `maxTouches` the oldest view
 * goes first, and only without views the oldest touch: many impressions must not push out the one click. Among touches within one lookback, those kept do not depend on the order of arrival; over a longer time they
 * may, since a view that found no room beside old clicks does not come back when these expire.
 * Answers false when the touch was too old to be taken.
 */
export function addTouch(journey: Journey, touch: Touch, settings: Pick<AttributionSettings, 'lookback' | 'maxTouches'>): boolean {
  const { touches } = journey;
  const newest = touches.length === 0 ? touch.at : touches[touches.length - 1]!.at;
  if (touch.at < newest - settings.lookback) return false;
  let place = touches.length;
  while (place > 0 && touches[place - 1]!.at > touch.at) place--;
  touches.splice(place, 0, touch);
  const horizon = Math.max(newest, touch.at) - settings.lookback;
  let old = 0;
  while (touches[old]!.at < horizon) old++;
  if (old > 0) touches.splice(0, old);
  while (touches.length > settings.maxTouches) {
    const view = touches.findIndex(isView);
    touches.splice(Math.max(0, view), 1);
  }
  return true;
}

function isView(touch: Touch): boolean {
  return touch.kind === 'view';
}
