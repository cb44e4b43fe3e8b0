import { latestMoments } from '#kernel';
import { addPoints, type LeadSettings } from '#lead';
import type { ContactRecord } from './contact-record.ts';

/**
 * Joins what was known of a person under another name into the record. Of consents and zones the newest statement wins, of two consents of the same moment the withdrawal; scores add up as if their points had been earned by one
 * contact; personal fields stay as this contact has them. The journey is not touched: joining it changes credit, which is for the operator that gives credit.
 */
export function mergeRecords(
  record: ContactRecord,
  other: ContactRecord,
  from: string,
  lead: Pick<LeadSettings, 'halfLife' | 'ceiling'>,
): void {
  mergeConsents(record, other.consents);
  if (other.zone !== undefined && (record.zone === undefined || other.zone.at > record.zone.at)) record.zone = other.zone;
  if (other.lead !== undefined) {
    if (record.lead === undefined) record.lead = { ...other.lead };
    else addPoints(record.lead, other.lead.score, other.lead.at, lead);
  }
  for (const at of other.converted ?? []) record.converted = latestMoments(record.converted, at);
  if (record.sealed === undefined && other.sealed !== undefined) {
    record.sealed = other.sealed;
    record.sealedBy = other.sealedBy ?? from;
  }
  if (other.parted !== undefined) record.parted = { ...other.parted, ...record.parted };
  for (const [id, member] of Object.entries(other.members ?? {})) (record.members ??= {})[id] = member;
}

/** Takes over statements about consent that are newer than what is known. */
export function mergeConsents(record: ContactRecord, consents: ContactRecord['consents']): void {
  for (const [purpose, stated] of Object.entries(consents ?? {})) {
    // "__proto__" as a key would change the record's prototype instead of its consents.
    if (purpose === '__proto__') continue;
    const all = (record.consents ??= {});
    const known = Object.hasOwn(all, purpose) ? all[purpose] : undefined;
    if (known === undefined || stated.at > known.at || (stated.at === known.at && !stated.granted)) all[purpose] = stated;
  }
}
