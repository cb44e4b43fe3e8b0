import type { MarketingEvent } from '#event';
import type { Claim } from './credit-conversion.ts';
import type { StatedConversion } from './credit-ledger.ts';
import { minorUnits } from './minor-units.ts';

/** Event types that are conversions. A lead is one without a value of its own: its credit counts it. */
const conversionTypes: ReadonlySet<string> = new Set(['ad.converted', 'product.purchased', 'lead.submitted']);

/**
 * The conversion an event states, with the ad or form it claims to have come through when it names one; undefined for other events. An order is one conversion whoever reports it, and however often; without an order every event
 * is one.
 */
export function conversionOf(event: MarketingEvent): StatedConversion | undefined {
  if (!conversionTypes.has(event.type)) return undefined;
  const { value, currency, platform } = event.data;
  const order = orderOf(event);
  const claim = claimOf(event);
  const name = eventName(event.source, event.id);
  return {
    id: order !== undefined ? orderName(order) : name,
    at: event.at,
    minor: typeof value === 'number' && value > 0 ? minorUnits(value) : 0,
    currency: typeof currency === 'string' ? currency : '',
    by: typeof platform === 'string' && platform !== '' ? platform : event.source,
    ...(claim === undefined ? {} : { claim }),
    ...(order === undefined ? {} : { event: name }),
  };
}

/** Names an event, and the conversion that it alone is. */
export function eventName(source: string, id: string): string {
  return `${source} ${id}`;
}

/** Whether an event of this type states a conversion. */
export function isConversionType(type: string): boolean {
  return conversionTypes.has(type);
}

/** The order, or else the transaction, that an event names. */
export function orderOf({ data }: Pick<MarketingEvent, 'data'>): string | undefined {
  for (const named of [data['order'], data['transaction']]) if (typeof named === 'string' && named !== '') return named;
  return undefined;
}

/** Names the conversion that an order is. */
export function orderName(order: string): string {
  return `order ${order}`;
}

function claimOf({ data }: MarketingEvent): Claim | undefined {
  const { platform, channel, campaign, clickId } = data;
  const through = typeof channel === 'string' && channel !== '' ? channel : platform;
  if (typeof through !== 'string' || through === '') return undefined;
  if (typeof campaign === 'string' && campaign !== '') return { channel: through, campaign };
  return typeof clickId === 'string' && clickId !== '' ? { channel: through } : undefined;
}
