import { orderOf } from '#attribution';
import { contactNote, contactNoteKinds, contactNotes, type ContactRecord, contactTimers, mergeConsents, mergeRecords } from '#contact';
import {
  compareContacts,
  type IdentifierKind,
  identifierKinds,
  type IdentitySettings,
  type MarketingEvent,
  type NamedContact,
  type ScoredEvent,
} from '#event';
import type { JsonObject } from '#kernel';
import type { LeadSettings } from '#lead';
import { defineOperator, type Operator, type OperatorContext } from '#operator';

/** Source of the engine's own events; nobody else can send under it. */
const OWN = 'crosscurrent';
/** A name that was asked to join is asked again after so many milliseconds at the earliest. */
const ASK_AGAIN = 600_000;
/** A name that was joined is reminded of it after so many milliseconds, because a name that stays silent is forgotten in time, and an alias that is used is written anew as often. */
const REMIND = 86_400_000;
/** So many names that were asked and did not come are remembered. */
const MOST_ASKED = 20;
/** Events by which lanes of the same identity speak with each other. */
const JOIN = 'contact.join-asked';
const MOVED = 'contact.moved';
const PARTED = 'contact.parted';
const RETURNED = 'contact.returned';
const CLAIMED = 'contact.order-claimed';
const COUNTED = 'contact.order-counted';

/**
 * Makes one contact of the names of one person, as docs/contacts.md says: an event that tells several names asks the less sure ones to join; the lane of such a name hands its record over and forwards what comes later. Every
 * message goes from a less sure name to a surer one, so there are no circles, and each step is committed with the batch it belongs to.
 *
 * With `handsOver` it is the operator of the pipeline in which records leave, and reads what other operators keep beside them: their notes leave with the record, and they take them over where it arrives.
 *
 *     in:   [page.viewed by device d, page.viewed by user u with links {u, d}]
 *     then: d is asked to join u; d's lane sends contact.moved with d's record to u, and forwards later events of d to u
 */
export function joinContacts(
  settings: IdentitySettings,
  lead: Pick<LeadSettings, 'halfLife' | 'ceiling'>,
  handsOver = false,
): Operator<ScoredEvent> {
  const within = (counts: Counts, more: Counts): boolean =>
    identifierKinds.every((kind) => (counts[kind] ?? 0) + (more[kind] ?? 0) <= settings.limits[kind]);

  /** An event told several names: those that are not known as this contact's are asked to join. */
  function ask(event: ScoredEvent, contact: string, record: ContactRecord, context: OperatorContext): void {
    const links = Object.entries(event.links!) as [IdentifierKind, string][];
    let own = record.kind;
    if (own === undefined) {
      own = links.find(([, id]) => id === contact)?.[0];
      if (own === undefined) return;
      record.kind = own;
      context.contactChanged(contact);
    }
    for (const [kind, id] of links) {
      if (id === contact || record.parted?.[id] !== undefined) continue;
      const member = record.members?.[id];
      if (event.at < (member === undefined ? (record.asked?.[id] ?? -Infinity) + ASK_AGAIN : member.at + REMIND)) continue;
      const counts = countNames(record);
      if (member !== undefined) member.at = event.at;
      else if (within(counts, { [kind]: 1 })) noteAsked(record, id, event.at);
      else {
        context.observe({ kind: 'contacts.joined', result: 'beyond-limit', of: kind });
        continue;
      }
      context.contactChanged(contact);
      const order = kind === 'order' ? orderOf(event) : undefined;
      sendJoin([{ id: contact, kind: own }, counts], [{ id, kind }, {}], `${event.source} ${event.id}`, event.at, context, order);
    }
  }

  /** This name was asked to join a surer one. */
  function join(event: ScoredEvent, contact: string, record: ContactRecord, context: OperatorContext): void {
    const { from, to, counts, cause, order } = event.data as unknown as JoinData;
    if (record.alias !== undefined) {
      if (record.alias.id === to.id) refresh(contact, record, event.at, context);
      // An order joins nobody to anybody else: numbers of two shops may be the same. Who has it is asked whether the other is another.
      else if (from.kind === 'order')
        context.forward(said(`claim ${contact} ${to.id}`, CLAIMED, record.alias.id, event.at, { by: to.id, order: order ?? '' }));
      // Both names are this one's, so they are one another's: the less sure of the two is asked to join the other.
      else sendJoin([record.alias, {}], [to, counts], cause, event.at, context);
      return;
    }
    if (contact === to.id || record.parted?.[to.id] !== undefined) return;
    if (!within(countNames({ ...record, kind: from.kind }), counts)) {
      context.observe({ kind: 'contacts.joined', result: 'beyond-limit', of: from.kind });
      return;
    }
    const { consents, ...rest } = record;
    const notes = handsOver ? notesOf(contact, context) : undefined;
    if (from.kind === 'order' && record.journey === undefined && notes === undefined) {
      // The usual case: nobody but this contact reported the order, and there is nothing to hand over.
      Object.assign(record, { alias: { ...to, at: event.at }, kind: from.kind });
      return context.contactChanged(contact);
    }
    const moved = { ...rest, ...(consents === undefined ? {} : { consents: structuredClone(consents) }), kind: from.kind };
    context.forward(
      said(`moved ${contact} ${cause}`, MOVED, to.id, event.at, {
        from: from as unknown as JsonObject,
        to: to as unknown as JsonObject,
        record: moved as unknown as JsonObject,
        ...(notes === undefined ? {} : { notes }),
      }),
    );
    for (const note of contactNotes(contact)) context.state.delete(note);
    for (const timer of contactTimers(contact)) context.cancelTimer(timer);
    for (const field of Object.keys(record) as (keyof ContactRecord)[]) delete record[field];
    // Consents stay readable here while the record is on its way: who acts in that moment must not act against them.
    Object.assign(record, { alias: { ...to, at: event.at }, kind: from.kind, ...(consents === undefined ? {} : { consents }) });
    context.contactChanged(contact);
    context.observe({ kind: 'contacts.joined', result: 'joined', of: from.kind });
  }

  /** The record of a name that joined this contact. */
  function take(event: ScoredEvent, contact: string, record: ContactRecord, context: OperatorContext): void {
    const { from, to, record: other } = event.data as unknown as MovedData;
    record.kind ??= to.kind;
    mergeRecords(record, other, from.id, lead);
    (record.members ??= {})[from.id] = { kind: from.kind, at: event.at };
    for (const id of Object.keys(record.asked ?? {})) if (record.members[id] !== undefined) delete record.asked![id];
    context.contactChanged(contact);
  }

  /** A person says that a name is not this contact's: the name stands for itself again. What was joined stays with the contact. */
  function part(event: ScoredEvent, contact: string, record: ContactRecord, context: OperatorContext): void {
    const member = event.data['member'];
    if (typeof member === 'string') {
      const known = record.members?.[member];
      if (record.members !== undefined) delete record.members[member];
      (record.parted ??= {})[member] = event.at;
      const withdrawn = Object.fromEntries(Object.entries(record.consents ?? {}).filter(([, { granted }]) => !granted));
      context.contactChanged(contact);
      if (known !== undefined || Object.keys(withdrawn).length > 0)
        context.forward(said(`returned ${event.id}`, RETURNED, member, event.at, { consents: withdrawn as unknown as JsonObject }));
      return;
    }
    const { alias } = record;
    if (alias === undefined) return;
    delete record.alias;
    (record.parted ??= {})[alias.id] = event.at;
    context.contactChanged(contact);
    context.forward(said(`${event.id} of`, PARTED, alias.id, event.at, { member: contact }));
  }

  /** Another contact reports an order that this one has: that one is told, unless it is this one by now. */
  function answerClaim(event: ScoredEvent, contact: string, record: ContactRecord, context: OperatorContext): void {
    const { by, order } = event.data;
    if (typeof by !== 'string' || by === contact || record.members?.[by] !== undefined) return;
    context.forward(said(`${event.id} counted`, COUNTED, by, event.at, { of: contact, order: order ?? '' }));
  }

  return defineOperator<ScoredEvent>({
    name: 'join-contacts',
    summary: 'Makes one contact of the names of one person.',
    contacts: (event) => event.contact,
    ...(handsOver ? { reads: ({ type, contact }) => (type === JOIN && contact !== undefined ? contactNotes(contact) : []) } : {}),
    each(event, context, message) {
      const { contact } = event;
      if (contact === undefined) return;
      const record = context.contact(contact);
      const own = event.source === OWN;
      if (own && event.type === JOIN) return join(event, contact, record, context);
      if (own && event.type === RETURNED) {
        mergeConsents(record, event.data['consents'] as unknown as ContactRecord['consents']);
        return context.contactChanged(contact);
      }
      if (own && event.type === PARTED && event.data['member'] === undefined) return part(event, contact, record, context);
      if (record.alias !== undefined) {
        refresh(contact, record, event.at, context);
        context.forward(addressedTo(record.alias.id, event));
        return message.settle('forwarded');
      }
      if (own && event.type === CLAIMED) answerClaim(event, contact, record, context);
      else if (own && event.type === MOVED) take(event, contact, record, context);
      else if (own && event.type === PARTED) part(event, contact, record, context);
      else if (event.links !== undefined) ask(event, contact, record, context);
    },
  });
}

/** What operators keep of a contact beside its record, ready to go with it. */
function notesOf(contact: string, { state }: OperatorContext): JsonObject | undefined {
  const notes = contactNoteKinds.flatMap((of) => {
    const note = state.get<object>(contactNote(of, contact));
    return note === undefined ? [] : [[of, structuredClone(note)] as const];
  });
  return notes.length === 0 ? undefined : (Object.fromEntries(notes) as JsonObject);
}

interface JoinData {
  readonly from: NamedContact;
  readonly to: NamedContact;
  /** Names of each kind that the surer one has. */
  readonly counts: Counts;
  readonly cause: string;
  /** The order itself, where it is one that is to join. */
  readonly order?: string;
}

interface MovedData {
  readonly from: NamedContact;
  readonly to: NamedContact;
  readonly record: ContactRecord;
}

type Counts = { readonly [kind in IdentifierKind]?: number };

/** Asks the less sure of two names, each with the names of each kind that it is known to have, to join the other. */
function sendJoin(
  [one, ofOne]: readonly [NamedContact, Counts],
  [other, ofOther]: readonly [NamedContact, Counts],
  cause: string,
  at: number,
  context: OperatorContext,
  orderNumber?: string,
): void {
  const order = compareContacts(one, other);
  if (order === 0) return;
  const [from, to, counts] = order < 0 ? [one, other, ofOther] : [other, one, ofOne];
  const data = {
    from: named(from),
    to: named(to),
    counts: { [to.kind]: 1, ...counts },
    cause,
    ...(orderNumber === undefined ? {} : { order: orderNumber }),
  };
  context.forward(said(`join ${from.id} ${to.id} ${cause}`, JOIN, from.id, at, data));
}

function named({ id, kind }: NamedContact): { id: string; kind: string } {
  return { id, kind };
}

/** How many names of each kind a contact has, its own among them. */
function countNames({ kind, members }: ContactRecord): Counts {
  const counts: { [of in IdentifierKind]?: number } = kind === undefined ? {} : { [kind]: 1 };
  for (const one of Object.values(members ?? {})) counts[one.kind] = (counts[one.kind] ?? 0) + 1;
  return counts;
}

function noteAsked(record: ContactRecord, id: string, at: number): void {
  const asked = (record.asked ??= {});
  asked[id] = at;
  const names = Object.keys(asked);
  if (names.length > MOST_ASKED) delete asked[names.reduce((one, other) => (asked[other]! < asked[one]! ? other : one))];
}

/** Writes an alias anew when it was last a while ago: what nobody touches is forgotten in time. */
function refresh(contact: string, record: ContactRecord, at: number, context: OperatorContext): void {
  if (at < record.alias!.at + REMIND) return;
  record.alias = { ...record.alias!, at };
  context.contactChanged(contact);
}

function addressedTo(contact: string, event: ScoredEvent): MarketingEvent {
  return { ...event, contact, via: event.via ?? event.contact! };
}

function said(id: string, type: string, contact: string, at: number, data: JsonObject): MarketingEvent {
  return { id, source: OWN, type, time: new Date(at).toISOString(), at, received: at, contact, data };
}
