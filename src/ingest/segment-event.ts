import { eventCatalogue } from '#event';
import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Identifiers, Privacy } from '#privacy';
import type { Candidate } from './candidate.ts';

/** The calls of the Segment spec that become events. */
export const segmentCalls = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;

/** Names of the Segment e-commerce and e-mail specs, in lower case, and the event type each is. Other names become `product.<name-in-dashes>`. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['product viewed', 'product.viewed'],
  ['product added', 'product.added'],
  ['order completed', 'product.purchased'],
  ['email opened', 'email.opened'],
  ['email link clicked', 'email.clicked'],
  ['email bounced', 'email.bounced'],
]);

/**
 * The candidate in one message of the Segment spec; `call` is the address's (`track` …), for a batch the message's own `type`.
 * track becomes the type its event name stands for, page and screen `page.viewed`, identify and alias `contact.linked`, group `contact.grouped`; `messageId` is the id.
 */
export function segmentEvent(message: Json, call: string | undefined, privacy: Privacy, sentAt?: Json): Candidate | CrosscurrentError {
  if (!isObject(message)) return new CrosscurrentError('validation-failed', 'A message is a JSON object.', { pointer: '' });
  const kind = call ?? message['type'];
  const context = objectOf(message['context']);
  const identifiers = identify(message, context);
  const properties = message['properties'];
  if (properties !== undefined && properties !== null && !isObject(properties)) {
    return new CrosscurrentError('validation-failed', 'properties must be an object.', { pointer: '/properties' });
  }
  const common = {
    id: message['messageId'],
    source: undefined,
    subject: undefined,
    time: message['timestamp'] ?? message['originalTimestamp'],
    sentAt,
    identifiers,
    cloudEvent: false,
  };
  switch (kind) {
    case 'track': {
      const name = message['event'];
      if (typeof name !== 'string' || name.trim() === '') {
        return new CrosscurrentError('validation-failed', 'A track call needs the name of its event.', { pointer: '/event' });
      }
      const type = typeOf(name.trim(), privacy);
      return { ...common, type, data: withZone(trackData(type, name, objectOf(properties), context), context), at: '/properties' };
    }
    case 'page':
    case 'screen':
      return {
        ...common,
        type: 'page.viewed',
        data: withZone(pageData(message, objectOf(properties), context), context),
        at: '/properties',
      };
    case 'identify':
      return {
        ...common,
        type: 'contact.linked',
        data: withZone({ traits: objectOf(message['traits'] ?? context['traits']) }, context),
        at: '',
      };
    case 'alias':
      return { ...common, type: 'contact.linked', data: {}, at: '' };
    case 'group':
      return {
        ...common,
        type: 'contact.grouped',
        data: { ...present('group', text(message['groupId'])), organisation: objectOf(message['traits']) },
        at: '',
      };
    default:
      return new CrosscurrentError('validation-failed', `The type must be one of ${segmentCalls.join(', ')}.`, { pointer: '/type' });
  }
}

function identify(message: JsonObject, context: JsonObject): Identifiers {
  const traits = { ...objectOf(context['traits']), ...objectOf(message['traits']) };
  // A group's traits describe the organisation; its e-mail is not the person's.
  const person = message['groupId'] === undefined ? traits : {};
  return {
    ...present('userId', text(message['userId'])),
    ...present('anonymousId', text(message['anonymousId']) ?? text(message['previousId'])),
    ...present('email', text(person['email'])),
    ...present('phone', text(person['phone'])),
  };
}

function typeOf(name: string, privacy: Privacy): string {
  const known = NAMED.get(name.toLowerCase());
  if (known !== undefined) return known;
  if (eventCatalogue.has(name) || isDotted(name)) return name;
  // The name may hold an address; the type is written everywhere, so it is taken out before letters are folded.
  return `product.${slug(privacy.scrub(name).text)}`;
}

/** The zone of the sender's clock goes along: quiet hours may go by it. */
function withZone(data: JsonObject, context: JsonObject): JsonObject {
  const zone = text(context['timezone']);
  return zone === undefined || data['timezone'] !== undefined ? data : { ...data, timezone: zone };
}

function trackData(type: string, name: string, properties: JsonObject, context: JsonObject): JsonObject {
  const campaign = text(objectOf(context['campaign'])['name']);
  const data: JsonObject = { ...properties };
  if (type.startsWith('product.')) {
    const product =
      text(properties['product_id']) ?? text(properties['sku']) ?? text(objectOf(firstOf(properties['products']))['product_id']);
    if (data['product'] === undefined && product !== undefined) data['product'] = product;
    if (data['campaign'] === undefined && campaign !== undefined) data['campaign'] = campaign;
  }
  if (type === 'product.purchased') {
    const order = text(properties['order_id']) ?? text(properties['orderId']);
    const value = properties['revenue'] ?? properties['total'];
    if (data['order'] === undefined && order !== undefined) data['order'] = order;
    if (data['value'] === undefined && value !== undefined) data['value'] = value;
  }
  if (!eventCatalogue.has(type)) data['event'] ??= name;
  return data;
}

function pageData(message: JsonObject, properties: JsonObject, context: JsonObject): JsonObject {
  const page = objectOf(context['page']);
  const data: JsonObject = { ...properties };
  for (const field of ['url', 'referrer', 'title']) {
    if (data[field] === undefined && typeof page[field] === 'string') data[field] = page[field];
  }
  const name = text(message['name']);
  const campaign = text(objectOf(context['campaign'])['name']);
  if (data['page'] === undefined && name !== undefined) data['page'] = name;
  if (data['campaign'] === undefined && campaign !== undefined) data['campaign'] = campaign;
  return data;
}

function isDotted(name: string): boolean {
  return name.includes('.') && /^[a-z][a-z0-9_-]{0,63}(\.[a-z0-9_-]{1,63}){1,4}$/.test(name);
}

/** A name in lower case, without marks on letters, words parted by dashes: `Koszyk – Łódź` becomes `koszyk-lodz`. */
function slug(name: string): string {
  let word = '';
  for (const letter of name.slice(0, 128).normalize('NFD').toLowerCase()) {
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) word += letter;
    else if (letter === 'ł') word += 'l';
    else if (!(letter >= '\u0300' && letter <= '\u036f') && word !== '' && !word.endsWith('-')) word += '-';
  }
  if (word.endsWith('-')) word = word.slice(0, -1);
  return word === '' ? 'event' : word.slice(0, 64);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}

/** Senders write ids as numbers too; the spec means texts. */
function text(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

function present<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]?: string });
}
