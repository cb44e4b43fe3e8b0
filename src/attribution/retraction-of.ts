import type { MarketingEvent } from '#event';
import type { JsonObject } from '#kernel';
import { eventName, isConversionType, orderName, orderOf } from './conversion-of.ts';
import { minorUnits } from './minor-units.ts';
import { isTouchType } from './touch-of.ts';

/** What takes a conversion or a touch back, by the names it may be known under. */
export interface Retraction {
  readonly names: readonly string[];
  /** It surely is of a conversion or a touch, which may be yet to come. */
  readonly waits: boolean;
  /** Set: the conversion stays, with this value in minor units. */
  readonly minor?: number;
}

/**
 * The conversion or touch that an `event.retracted` takes back, or the conversion that it restates (an edit that says a `value`); undefined for other events, and for retractions of what is neither. It is found in the journey of the
 * retraction's own contact: by the event it names, and by the order where it says one.
 */
export function retractionOf({ type, source, data }: MarketingEvent): Retraction | undefined {
  if (type !== 'event.retracted') return undefined;
  const { retracts, of, why } = data;
  if (typeof retracts !== 'string' || (typeof of === 'string' && !isConversionType(of) && !isTouchType(of))) return undefined;
  const corrected = data['corrected'] as JsonObject | undefined;
  const order = orderOf({ data }) ?? (corrected === undefined ? undefined : orderOf({ data: corrected }));
  const names = [eventName(source, retracts), ...(order === undefined ? [] : [orderName(order)])];
  if (why !== 'edited') return { names, waits: typeof of === 'string' || order !== undefined };
  const value = corrected?.['value'];
  return typeof value === 'number' && value >= 0 ? { names, waits: false, minor: minorUnits(value) } : undefined;
}
