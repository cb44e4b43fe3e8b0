import type { MarketingEvent } from '#event';
import { orderName, orderOf } from './conversion-of.ts';
import { everything } from './credit-ledger.ts';
import { minorUnits } from './minor-units.ts';

/** What a refund takes back, and of which conversion; without a value it is everything. Undefined for other events, and for refunds that name no order: nobody can say what they are of. */
export function refundOf(event: MarketingEvent): { readonly conversion: string; readonly minor: number } | undefined {
  const { value } = event.data;
  const order = orderOf(event);
  if (event.type !== 'product.refunded' || order === undefined) return undefined;
  return { conversion: orderName(order), minor: typeof value === 'number' ? Math.max(0, minorUnits(value)) : everything };
}
