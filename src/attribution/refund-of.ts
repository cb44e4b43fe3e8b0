import type { MarketingEvent } from '#event';
import { orderName } from './conversion-of.ts';
import { everything } from './credit-ledger.ts';
import { minorUnits } from './minor-units.ts';

/** What a refund takes back, and of which conversion; without a value it is everything. Undefined for other events, and for refunds that name no order: nobody can say what they are of. */
export function refundOf({ type, data }: MarketingEvent): { readonly conversion: string; readonly minor: number } | undefined {
  const { order, value } = data;
  if (type !== 'product.refunded' || typeof order !== 'string' || order === '') return undefined;
  return { conversion: orderName(order), minor: typeof value === 'number' ? Math.max(0, minorUnits(value)) : everything };
}
