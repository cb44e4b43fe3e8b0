import type { ContactRecord } from '#contact';
import type { ScoredEvent } from '#event';
import { isZone } from '#guard';
import { defineOperator, type Operator } from '#operator';

/** A zone that is said again with every event is written down anew only after this many milliseconds. */
const zoneAgain = 86_400_000;
/** No contact needs more purposes; a sender's mistake must not grow a record without end. */
const mostPurposes = 100;

/**
 * Keeps on the contact's record what later steps need of a person: consent per purpose (the newest statement wins; of two at the same moment the withdrawal), the time zone an event names
 * (`data.timezone`, or `data.traits.timezone`; for quiet hours) and the sealed personal fields (as first seen, so that every attempt of an intent sends the same bytes).
 *
 *     in:   [consent.granted retargeting at 10, consent.withdrawn retargeting at 20, consent.granted retargeting at 15 (late)]
 *     kept: retargeting: withdrawn since 20
 */
export function keepContact(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'keep-contact',
    summary: 'Keeps consents and sealed identifiers on the contact.',
    contacts: (event) => (concerns(event) ? event.contact : undefined),
    each(event, context) {
      const { contact, sealed } = event;
      if (contact === undefined || !concerns(event)) return;
      const record = context.contact(contact);
      let changed = false;
      if (sealed !== undefined && record.sealed === undefined) {
        record.sealed = sealed;
        if (event.via !== undefined) record.sealedBy = event.via;
        changed = true;
      }
      if (isConsent(event.type)) changed = keepConsent(record, event) || changed;
      changed = keepZone(record, event) || changed;
      if (changed) context.contactChanged(contact);
    },
  });
}

function isConsent(type: string): boolean {
  return type === 'consent.granted' || type === 'consent.withdrawn';
}

function concerns(event: ScoredEvent): boolean {
  return event.sealed !== undefined || isConsent(event.type) || zoneOf(event) !== undefined;
}

function zoneOf({ data }: ScoredEvent): string | undefined {
  if (typeof data['timezone'] === 'string') return data['timezone'];
  const traits = data['traits'];
  const zone = typeof traits === 'object' && traits !== null && !Array.isArray(traits) ? traits['timezone'] : undefined;
  return typeof zone === 'string' ? zone : undefined;
}

function keepZone(record: ContactRecord, event: ScoredEvent): boolean {
  const name = zoneOf(event);
  const { zone } = record;
  if (name === undefined || (zone !== undefined && event.at < zone.at + (zone.name === name ? zoneAgain : 0))) return false;
  // Looked at last, because it is the dear part.
  if (!isZone(name)) return false;
  record.zone = { name, at: event.at };
  return true;
}

function keepConsent(record: ContactRecord, event: ScoredEvent): boolean {
  const { purposes } = event.data;
  if (!Array.isArray(purposes)) return false;
  const granted = event.type === 'consent.granted';
  const consents = (record.consents ??= {});
  let changed = false;
  for (const purpose of purposes) {
    // "__proto__" as a key would change the record's prototype instead of its consents.
    if (typeof purpose !== 'string' || purpose === '__proto__') continue;
    const kept = Object.hasOwn(consents, purpose) ? consents[purpose] : undefined;
    if (kept === undefined) {
      if (Object.keys(consents).length >= mostPurposes) continue;
    } else if (event.at < kept.at || (event.at === kept.at && granted)) continue;
    consents[purpose] = { granted, at: event.at };
    changed = true;
  }
  return changed;
}
