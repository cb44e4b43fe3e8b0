import type { MarketingEvent } from '#event';
import type { Conversion } from './conversion.ts';
import type { Touch } from './journey.ts';

/** Event types that are conversions. A lead is one without a value of its own: its credit counts it. */
const conversionTypes: ReadonlySet<string> = new Set(['ad.converted', 'product.purchased', 'lead.submitted']);

/** The conversion an event is, with the touch it claims for itself (the ad or form it came through) when it names one; undefined for other events. */
export function conversionOf(event: MarketingEvent): { readonly conversion: Conversion; readonly claim?: Touch } | undefined {
  if (!conversionTypes.has(event.type)) return undefined;
  const { value, platform, channel, campaign, clickId } = event.data;
  const conversion = { at: event.at, value: typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0 };
  const through = typeof channel === 'string' && channel !== '' ? channel : platform;
  if (typeof through !== 'string' || through === '') return { conversion };
  if (typeof campaign === 'string' && campaign !== '')
    return { conversion, claim: { at: event.at, channel: through, campaign, kind: 'click' } };
  return typeof clickId === 'string' && clickId !== ''
    ? { conversion, claim: { at: event.at, channel: through, kind: 'click' } }
    : { conversion };
}
