import type { WriteKey } from '#config';
import { orderOf } from '#attribution';
import { eventCatalogue, type MarketingEvent } from '#event';
import { CrosscurrentError, nearest, type Json, type JsonObject } from '#kernel';
import type { Identifiers, Privacy } from '#privacy';
import type { Candidate } from './candidate.ts';
import { clockLead } from './normalise/clock-lead.ts';
import type { Normalise } from './normalise/normaliser.ts';
import type { LinkMemory } from './link-memory.ts';
import { isSaneTime, parseTime } from './parse-time.ts';
import { createValidateData } from './validate-data.ts';

/** An event as it was judged, and the personal fields that are to be sealed onto it. */
export interface Judged {
  readonly event: { -readonly [field in keyof MarketingEvent]: MarketingEvent[field] };
  readonly personal: JsonObject | undefined;
}

/** Judges one candidate: the event it becomes, or why it is refused. */
export type Judge = (candidate: Candidate, key: WriteKey, received: number) => Judged | CrosscurrentError;

/**
 * The judge of admission: checks the envelope, the data against its schema, takes personal fields out, names the contact.
 * Booked source: the write key's; a sender's own source stands behind it, `<key's>:<sender's>`. Without an id one is derived from the content (`h1…`), so that a retry has the same.
 * Plain events may give `time` as epoch milliseconds; without one the time of arrival counts.
 */
export function createJudge(privacy: Privacy, links: LinkMemory, normalise: Normalise = (data) => data): Judge {
  const validate = createValidateData();
  return (candidate, key, received) => {
    const type = candidate.type;
    if (typeof type !== 'string') return refuseType(type);
    if (!sendable.has(type)) {
      if (!isType(type)) return refuseType(type);
      if (saidByTheEngine.test(type)) return refuse('/type', `Events of the type "${type}" are said by the engine itself.`);
      if (ofTheEngine.has(type))
        return refuse('/type', 'Who is to be erased or parted is said with: crosscurrent erase, crosscurrent part.');
    }

    const given = candidate.source;
    if (given === undefined ? candidate.cloudEvent : !isText(given, 1, 512)) {
      return refuse('/source', 'source must be a text of 1 to 512 characters without control characters.');
    }
    const source = given === undefined ? key.source : `${key.source}:${privacy.scrub(given as string, false).text}`;

    const subject = candidate.subject;
    if (subject !== undefined && !isText(subject, 1, 1_024)) {
      return refuse('/subject', 'subject must be a text of 1 to 1,024 characters without control characters.');
    }

    let at = received;
    let time: string | undefined;
    if (typeof candidate.time === 'string') {
      const parsed = parseTime(candidate.time);
      if (parsed === undefined) return refuse('/time', 'time must be an RFC 3339 date and time with a zone, of the years 2000 to 2099.');
      at = parsed;
      time = candidate.time;
    } else if (
      typeof candidate.time === 'number' &&
      !candidate.cloudEvent &&
      Number.isInteger(candidate.time) &&
      isSaneTime(candidate.time)
    ) {
      at = candidate.time;
    } else if (candidate.time !== undefined) {
      return refuse('/time', 'time must be an RFC 3339 text; outside CloudEvents whole epoch milliseconds are taken too.');
    }

    // A clock that is ahead is known by what it says of the moment of sending; the text of the time stays as it was sent.
    if (candidate.time !== undefined && candidate.sentAt !== undefined) at -= clockLead(candidate.sentAt, received);

    const sent = candidate.data ?? {};
    if (typeof sent !== 'object' || Array.isArray(sent)) return refuse(candidate.at, 'data must be a JSON object.');
    const data = normalise(sent, at, type);
    const misfit = validate(type, data, candidate.at);
    if (misfit) return misfit;

    let id: string;
    if (candidate.id === undefined && !candidate.cloudEvent) {
      id = `h1${privacy.digest(canonical([source, type, subject ?? null, candidate.time ?? null, sent, candidate.identifiers as JsonObject]))}`;
    } else if (isText(candidate.id, 1, 256)) id = privacy.scrub(candidate.id, false).text;
    else return refuse('/id', 'id must be a text of 1 to 256 characters without control characters.');

    const identifiers = candidate.identifiers;
    const guarded = privacy.protect(type, data, identifiers);
    if (reportsOrders.has(type)) {
      const order = orderOf(guarded);
      if (order !== undefined) identifiers.order ??= order;
    }
    const person = privacy.resolvePerson(identifiers);
    const personal = withAddresses(guarded.personal, identifiers);
    const clean =
      type === 'contact.linked'
        ? { ...guarded.data, identifiers: person === undefined ? {} : { [person.kind]: person.contact, ...person.links } }
        : guarded.data;
    const event: Judged['event'] = {
      id,
      source,
      type,
      time: time ?? new Date(at).toISOString(),
      at,
      received,
      data: clean,
    };
    if (subject !== undefined) event.subject = privacy.scrub(subject, false).text;
    if (person !== undefined) {
      event.contact = person.contact;
      if (person.links !== undefined && (type === 'contact.linked' || !links.knows(person.contact, person.links, received)))
        event.links = person.links;
    }
    return { event, personal };
  };
}

/** What the engine says of its own work. */
const saidByTheEngine = /^(?:(?:action|workflow|rule|budget|segment)\.|lead\.labelled$|experiment\.exposed$)/;
/** What lanes say to each other of contacts. */
const ofTheEngine = new Set([
  'contact.erased',
  'contact.join-asked',
  'contact.moved',
  'contact.parted',
  'contact.returned',
  'contact.order-claimed',
  'contact.order-counted',
]);
/** Reports of one order meet by it, whoever sends them and whether they know the person or not. */
const reportsOrders = new Set(['ad.converted', 'product.purchased', 'product.refunded', 'event.retracted']);

/** Types of the catalogue that anybody may send: most events have one, and it needs no second look. */
const sendable: ReadonlySet<string> = new Set(
  [...eventCatalogue.keys()].filter((type) => isType(type) && !saidByTheEngine.test(type) && !ofTheEngine.has(type)),
);

function refuse(pointer: string, reason: string): CrosscurrentError {
  return new CrosscurrentError('validation-failed', reason, { pointer });
}

function refuseType(type: Json | undefined): CrosscurrentError {
  const hint = typeof type === 'string' && type.length <= 128 ? hintFor(type) : '';
  return refuse('/type', `type must be dotted lower-case words such as social.mentioned.${hint}`);
}

// A sender that mistypes a type does so in every event; the distance to every known type is worth remembering.
const hints = new Map<string, string>();

function hintFor(type: string): string {
  let hint = hints.get(type);
  if (hint === undefined) {
    const near = nearest(type, eventCatalogue.keys());
    hint = near === undefined ? '' : ` Did you mean ${near}?`;
    if (hints.size >= 256) hints.clear();
    hints.set(type, hint);
  }
  return hint;
}

/** Dotted words of a–z, 0–9, `_` and `-`, at least two, at most 128 characters. */
function isType(type: string): boolean {
  if (type.length < 3 || type.length > 128) return false;
  let dots = 0;
  let before = 46;
  for (let index = 0; index < type.length; index++) {
    const unit = type.charCodeAt(index);
    if (unit === 46) {
      if (before === 46) return false;
      dots += 1;
    } else if (!((unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || unit === 95 || unit === 45)) return false;
    before = unit;
  }
  return dots > 0 && before !== 46;
}

function isText(value: Json | undefined, least: number, most: number): value is string {
  if (typeof value !== 'string' || value.length < least || value.length > most) return false;
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit === 0x2028 || unit === 0x2029) return false;
  }
  return true;
}

/** Addresses that stood beside the data, not in it, are sealed too: they are what a connector sends to. */
function withAddresses(personal: JsonObject | undefined, identifiers: Identifiers): JsonObject | undefined {
  let all = personal;
  const email = identifiers.email ?? (identifiers.userId?.includes('@') ? identifiers.userId : undefined);
  if (email !== undefined && all?.['email'] === undefined) all = { ...all, email };
  if (identifiers.phone !== undefined && all?.['phone'] === undefined) all = { ...all, phone: identifiers.phone };
  return all;
}

/** JSON with the keys of every object in order, so that the same content has one writing. */
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`);
  return `{${fields.join(',')}}`;
}
