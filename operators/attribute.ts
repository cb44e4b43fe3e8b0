import { addTouch, attributionModels, type AttributionSettings, conversionOf, type Journey, touchOf } from '#attribution';
import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';

const noJourney: Journey = { touches: [] };
const concerned: ReadonlySet<string> = new Set([
  'ad.clicked',
  'ad.impressed',
  'email.clicked',
  'page.viewed',
  'product.viewed',
  'ad.converted',
  'product.purchased',
  'lead.submitted',
]);

/**
 * Keeps each contact's journey of touches and, on a conversion, writes `event.credit`: which channels and campaigns its value is owed to. A conversion whose contact has no touch goes to the ad it
 * names itself (`platform` with `campaign` or `clickId`), else to `direct`.
 *
 *     in:   [ad.clicked meta, page.viewed utm_source=google, product.purchased 100]
 *     out:  [kept;            kept;                          credit meta 100      ]
 */
export function attribute(settings: AttributionSettings): Operator<ScoredEvent> {
  const model = attributionModels[settings.model];
  return defineOperator<ScoredEvent>({
    name: 'attribute',
    summary: 'Gives the credit for a conversion to the touches before it.',
    contacts: (event) => (concerned.has(event.type) ? event.contact : undefined),
    each(event, context) {
      if (!concerned.has(event.type)) return;
      const { contact } = event;
      const converted = conversionOf(event);
      if (converted !== undefined) {
        const journey = (contact === undefined ? undefined : context.contact(contact).journey) ?? noJourney;
        const credit = model(journey, converted.conversion, settings.lookback);
        event.credit =
          converted.claim !== undefined && credit.length === 1 && credit[0]!.channel === 'direct'
            ? model({ touches: [converted.claim] }, converted.conversion, settings.lookback)
            : credit;
        return;
      }
      if (contact === undefined) return;
      const touch = touchOf(event);
      if (touch === undefined) return;
      const record = context.contact(contact);
      record.journey ??= { touches: [] };
      if (addTouch(record.journey, touch, settings)) context.contactChanged(contact);
    },
  });
}
