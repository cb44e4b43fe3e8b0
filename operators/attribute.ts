import {
  type AttributionPlan,
  bookCredit,
  conversionOf,
  countConversion,
  countTouch,
  creditConversion,
  type CreditDay,
  type CreditDelta,
  creditField,
  type CreditLedger,
  emptyLedger,
  entryNamed,
  entryOf,
  eventName,
  isAwaited,
  mergeLedgers,
  noteConversion,
  noteRefund,
  noteRetraction,
  noteTouch,
  openLedger,
  orderName,
  type PathCounts,
  pathField,
  refundOf,
  restate,
  retractionOf,
  touchedEntries,
  touchMark,
  touchNamed,
  type Touch,
  touchOf,
  yieldConversion,
} from '#attribution';
import { contactField, type ContactRecord } from '#contact';
import type { Credit, ScoredEvent } from '#event';
import { defineOperator, type Operator, type OperatorContext } from '#operator';

const concerned: ReadonlySet<string> = new Set([
  'ad.clicked',
  'ad.impressed',
  'email.clicked',
  'page.viewed',
  'product.viewed',
  'ad.converted',
  'product.purchased',
  'lead.submitted',
  'product.refunded',
  'event.retracted',
  'contact.moved',
  'contact.order-counted',
]);
const nothing: readonly never[] = [];
/** Source of the engine's own events; nobody else can send under it. */
const OWN = 'crosscurrent';

/**
 * Keeps each contact's journey of touches and conversions, and writes `event.credit`: what changes in what channels and campaigns are owed by this event, under each model. A conversion gives credit for its value; an order
 * that is reported again or restated, a refund, a retraction, a touch that comes late and a journey that turns out to be the same person's give the difference, which may be negative. So the credits of all events so far always
 * sum to what the conversions are worth. A conversion whose contact has no touch goes to the ad it names itself (`platform` with `campaign` or `clickId`), else to `direct`.
 *
 *     in:   [ad.clicked meta, product.purchased 100, ad.clicked google (late, before the purchase)]
 *     out:  [kept;            credit meta +100;      credit meta −100, google +100                 ]
 */
export function attribute(plan: AttributionPlan): Operator<ScoredEvent> {
  const { bounds } = plan;

  /** Days of conversions, known already, whose credit an event may change. */
  function changedDays(event: ScoredEvent, context: OperatorContext): readonly number[] {
    const { contact } = event;
    if (contact === undefined || !context.state.has(contactField(contact))) return nothing;
    const journey = journeyOf(context.contact(contact));
    const moved = movedJourney(event);
    if (event.type === 'contact.order-counted') return (journey?.entries ?? []).map(({ at }) => at);
    if (moved !== undefined) return [...moved.entries, ...(journey?.entries ?? [])].map(({ at }) => at);
    if (journey === undefined || !(journey.entries?.length > 0)) return nothing;
    const touch = touchOf(event);
    if (touch !== undefined) return touchedEntries(journey, touch.at, bounds).map(({ at }) => at);
    // A retraction that has been waiting may be of any of them, by likeness too.
    if (journey.retracted !== undefined) return journey.entries.map(({ at }) => at);
    const stated = conversionOf(event);
    if (stated !== undefined) return [entryOf(journey, stated)?.at ?? stated.at];
    const names = namesOf(event);
    const taken = event.type === 'event.retracted' ? touchNamed(journey, names) : undefined;
    if (taken !== undefined) return touchedEntries(journey, taken.at, bounds).map(({ at }) => at);
    return names.flatMap((name) => entryNamed(journey, name)?.at ?? []);
  }

  function creditJourney(event: ScoredEvent, contact: string, context: OperatorContext): readonly CreditDelta[] {
    const touch = touchOf(event);
    const stated = conversionOf(event);
    const refund = refundOf(event);
    const moved = movedJourney(event);
    const retraction = retractionOf(event);
    if (event.type === 'contact.order-counted') return yieldOrder(event, contact, context);
    if (touch === undefined && stated === undefined && refund === undefined && moved === undefined && retraction === undefined) return [];
    if (retraction !== undefined && !retraction.waits && context.contact(contact).journey === undefined) return [];
    const record = context.contact(contact);
    const journey = (record.journey = journeyOf(record) ?? emptyLedger());
    context.contactChanged(contact);
    const models = plan.models();
    if (moved !== undefined) return mergeLedgers(journey, moved, models, bounds);
    if (refund !== undefined) return noteRefund(journey, refund.conversion, refund.minor, bounds);
    if (retraction !== undefined) {
      const { names, waits, minor } = retraction;
      if (minor !== undefined) return restate(journey, names, event.at, minor);
      const taken = touchNamed(journey, names);
      const deltas = noteRetraction(journey, names, waits, models, bounds);
      if (taken !== undefined && plan.countsPaths && !journey.touches.includes(taken)) {
        const field = pathField(taken.at);
        const paths = context.state.get<PathCounts>(field) ?? {};
        countTouch(paths, journey, taken.at, taken.channel, -1);
        context.state.set(field, paths);
      }
      return deltas;
    }
    const marked = touch === undefined ? undefined : { ...touch, mark: touchMark(eventName(event.source, event.id)) };
    const counts = plan.countsPaths ? (context.state.get<PathCounts>(pathField(event.at)) ?? {}) : undefined;
    if (counts !== undefined) {
      if (marked !== undefined) {
        if (!isAwaited(journey, marked)) countTouch(counts, journey, marked.at, marked.channel);
      } else if (entryOf(journey, stated!) === undefined) countConversion(counts, journey, event.at);
      context.state.set(pathField(event.at), counts);
    }
    return marked === undefined ? noteConversion(journey, stated!, models, bounds) : noteTouch(journey, marked, models, bounds);
  }

  /** A conversion of nobody we know: it cannot be corrected later, because nothing remembers it. */
  function creditAlone(event: ScoredEvent): readonly CreditDelta[] {
    const stated = conversionOf(event);
    if (stated === undefined) return [];
    const { id: conversion, at, minor, currency, claim } = stated;
    return plan
      .models()
      .flatMap(({ name: model, rules }) =>
        creditConversion([], at, minor, rules, claim).map((credit) => ({ conversion, at, model, currency, ...credit })),
      );
  }

  return defineOperator<ScoredEvent>({
    name: 'attribute',
    summary: 'Gives the credit for a conversion to the touches before it, and corrects it.',
    contacts: (event) => (concerned.has(event.type) ? event.contact : undefined),
    reads(event, context) {
      if (!concerned.has(event.type)) return nothing;
      const changed = changedDays(event, context);
      const converted = conversionOf(event);
      // Most events are touches of people without a conversion, or of nobody.
      if (changed.length === 0 && converted === undefined && !plan.countsPaths) return nothing;
      const days = new Set<number>(changed);
      if (converted !== undefined) days.add(converted.at);
      const fields = [...days].flatMap((at) => plan.models().map(({ name }) => creditField(at, name)));
      if (plan.countsPaths && event.contact !== undefined) {
        fields.push(pathField(event.at));
        const taken = takenTouch(event, context);
        if (taken !== undefined) fields.push(pathField(taken.at));
      }
      return fields;
    },
    each(event, context, message) {
      if (!concerned.has(event.type)) return;
      if (event.contact !== undefined && event.via === undefined) {
        const counts = countedBy(event, context.contact(event.contact));
        if (counts !== undefined) {
          // Its names are not told there: they are another's.
          const { links: _, ...report } = event;
          context.forward({ ...report, data: { ...report.data, order: counts.order }, contact: counts.by, via: event.contact });
          return message.settle('forwarded');
        }
      }
      const deltas = event.contact === undefined ? creditAlone(event) : creditJourney(event, event.contact, context);
      if (deltas.length === 0) return;
      const models = plan.models();
      for (const delta of deltas) {
        // Credit under a model that is configured no more is corrected in the journey and told, but nobody sums it.
        if (!models.some(({ name }) => name === delta.model)) continue;
        const field = creditField(delta.at, delta.model);
        const day = context.state.get<CreditDay>(field) ?? {};
        bookCredit(day, delta);
        context.state.set(field, day);
      }
      event.credit = deltas.map(told);
      context.observe({ kind: 'credit.changed', by: event.type, conversions: new Set(deltas.map(({ conversion }) => conversion)).size });
    },
  });
}

/** The contact that counts the order of a report, a refund or a retraction, when that is another than the one it came for. */
function countedBy(event: ScoredEvent, { journey }: ContactRecord): { readonly by: string; readonly order: string } | undefined {
  if (journey === undefined || journey.entries.length === 0) return undefined;
  for (const name of namesOf(event)) {
    const entry = entryNamed(journey, name);
    // Only orders are counted by another; there the report, or what takes it back, must be known by the order.
    if (entry?.elsewhere !== undefined) return { by: entry.elsewhere, order: entry.id.slice(orderName('').length) };
  }
  return undefined;
}

/** The touch that a retraction takes back, when it is known. */
function takenTouch(event: ScoredEvent, context: OperatorContext): Touch | undefined {
  const { contact } = event;
  const retraction = retractionOf(event);
  if (retraction === undefined || contact === undefined || !context.state.has(contactField(contact))) return undefined;
  const journey = journeyOf(context.contact(contact));
  return journey === undefined ? undefined : touchNamed(journey, retraction.names);
}

/** Names of the conversion that an event states, refunds or takes back. */
function namesOf(event: ScoredEvent): readonly string[] {
  const named = refundOf(event)?.conversion ?? conversionOf(event)?.id;
  return named === undefined ? (retractionOf(event)?.names ?? nothing) : [named];
}

/** Another contact counts an order that was counted here too; only the engine itself may say so. */
function yieldOrder(event: ScoredEvent, contact: string, context: OperatorContext): readonly CreditDelta[] {
  const { of, order } = event.data;
  const record = context.contact(contact);
  if (event.source !== OWN || typeof of !== 'string' || typeof order !== 'string' || of === contact) return [];
  // The two became one contact meanwhile, and that counts it.
  if (record.journey === undefined || record.members?.[of] !== undefined) return [];
  context.contactChanged(contact);
  return yieldConversion(record.journey, orderName(order), of);
}

function told({ conversion, model, channel, campaign, share, minor }: CreditDelta): Credit {
  return { channel, ...(campaign === undefined ? {} : { campaign }), share, value: minor / 100, model, conversion };
}

/** The journey that a contact brings when it joins this one; only the engine itself may say so. */
function movedJourney({ type, source, data }: ScoredEvent): CreditLedger | undefined {
  if (type !== 'contact.moved' || source !== OWN) return undefined;
  return journeyOf(data['record'] as unknown as ContactRecord);
}

function journeyOf({ journey }: ContactRecord): CreditLedger | undefined {
  return journey && openLedger(journey);
}
